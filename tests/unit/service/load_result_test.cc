#include "gtest_redis/service/load_result.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "gtest_redis/fixture/load_matchers.h"
#include "gtest_redis/redis/error.h"

namespace gtest_redis {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using testing::AllOf;
using testing::ElementsAre;
using testing::Ge;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Lt;
using testing::Not;
using testing::Pair;
using testing::ThrowsMessage;

// Sent when it was due.
LoadSample Sample(int sent_ms, int duration_ms, int status) {
  LoadSample sample{};
  sample.due = sample.sent = milliseconds(sent_ms);
  sample.duration = milliseconds(duration_ms);
  sample.status = status;
  return sample;
}

// A request every 10 ms, answered 201; 503 within 10 ms while marked "full" from 100 to 200 ms.
LoadResult Outage() {
  std::vector<LoadSample> samples;
  for (int at = 0; at < 300; at += 10) {
    const bool full = at >= 100 && at < 200;
    samples.push_back(Sample(at, full ? 10 : 1, full ? 503 : 201));
  }
  return {samples, {{"full", milliseconds(100)}, {"left", milliseconds(200)}}, milliseconds(300)};
}

std::string Table(const LoadResult& result) {
  std::ostringstream out;
  out << result;
  return out.str();
}

TEST(LoadResultTest, CountsByStatus) {
  EXPECT_EQ(Outage().Count(), 30U);
  EXPECT_EQ(Outage().Count(503), 10U);
  EXPECT_EQ(Outage().Count(500), 0U);
  EXPECT_THAT(Outage().CountByStatus(), ElementsAre(Pair(201, 20), Pair(503, 10)));
  EXPECT_DOUBLE_EQ(Outage().Share(503), 1.0 / 3);
}

TEST(LoadResultTest, TellsPercentilesByNearestRank) {
  std::vector<LoadSample> samples;
  for (int i = 1000; i > 0; --i) samples.push_back(Sample(i, i, 200));
  const LoadResult result(samples, {}, milliseconds(1001));
  EXPECT_EQ(result.Percentile(0), milliseconds(1));
  EXPECT_EQ(result.Percentile(50), milliseconds(500));
  EXPECT_EQ(result.Percentile(50.01), milliseconds(501));
  EXPECT_EQ(result.Percentile(99), milliseconds(990));
  EXPECT_EQ(result.Percentile(99.9), milliseconds(999));
  EXPECT_EQ(result.Percentile(100), milliseconds(1000));
  EXPECT_EQ(result.Longest(), milliseconds(1000));
  EXPECT_EQ(LoadResult({Sample(0, 7, 200)}, {}, milliseconds(1)).Percentile(50), milliseconds(7));
}

TEST(LoadResultTest, CountsLatencyFromWhenARequestWasDue) {
  LoadSample late = Sample(500, 20, 200);
  late.due = milliseconds(100);
  EXPECT_EQ(LoadResult({late}, {}, milliseconds(501)).Longest(), milliseconds(420));
}

TEST(LoadResultTest, HasPartsByMarks) {
  const LoadResult result = Outage();
  EXPECT_THAT(result.Before("full"), HasShare(201, 1));
  EXPECT_EQ(result.Before("full").Count(), 10U);
  EXPECT_THAT(result.Since("full").Before("left"), HasShare(503, 1));
  EXPECT_EQ(result.Since("full").Before("left").Count(), 10U);
  EXPECT_EQ(result.Since("left").Count(), 10U);
  EXPECT_EQ(result.Since("left").length(), milliseconds(100));
}

TEST(LoadResultTest, CountsTheTimesOfAPartFromItsBeginning) {
  const LoadResult part = Outage().Since("full").Between(milliseconds(10), milliseconds(31));
  ASSERT_EQ(part.Count(), 3U);
  EXPECT_EQ(part.samples()[0].sent, milliseconds(0));
  EXPECT_EQ(part.samples()[0].due, milliseconds(0));
  EXPECT_EQ(part.samples()[0].number, 0U);
  EXPECT_EQ(part.samples()[2].sent, milliseconds(20));
  EXPECT_EQ(part.length(), milliseconds(21));
  EXPECT_EQ(part.Longest(), milliseconds(10));
}

TEST(LoadResultTest, TakesTheLaterOfTwoMarksOfOneName) {
  const LoadResult result({Sample(0, 1, 200), Sample(5, 1, 200)},
                          {{"here", milliseconds(0)}, {"here", milliseconds(4)}}, milliseconds(6));
  EXPECT_EQ(result.Since("here").Count(), 1U);
}

TEST(LoadResultTest, NamesTheMarksThereAre) {
  EXPECT_THAT([] { Outage().Since("fill"); },
              ThrowsMessage<Error>("the load has no mark 'fill'; marks were set: 'full', 'left'"));
  EXPECT_THAT([] { LoadResult().Before("x"); },
              ThrowsMessage<Error>("the load has no mark 'x'; marks were set: none"));
}

TEST(LoadResultTest, HasATimeline) {
  const auto parts = Outage().Timeline(milliseconds(80));
  ASSERT_EQ(parts.size(), 4U);
  EXPECT_THAT(parts[0].CountByStatus(), ElementsAre(Pair(201, 8)));
  EXPECT_THAT(parts[1].CountByStatus(), ElementsAre(Pair(201, 2), Pair(503, 6)));
  EXPECT_THAT(parts[2].CountByStatus(), ElementsAre(Pair(201, 4), Pair(503, 4)));
  EXPECT_EQ(parts[3].Count(), 6U);
  EXPECT_EQ(parts[3].length(), milliseconds(60));
}

TEST(LoadResultTest, ShowsAPauseAsAPartWithoutRequests) {
  const LoadResult result({Sample(0, 250, 200), Sample(250, 1, 200)}, {}, milliseconds(300));
  const auto parts = result.Timeline(milliseconds(100));
  ASSERT_EQ(parts.size(), 3U);
  EXPECT_EQ(parts[0].Longest(), milliseconds(250));
  EXPECT_EQ(parts[1].Count(), 0U);
  EXPECT_EQ(parts[2].Longest(), milliseconds(1));
}

TEST(LoadResultTest, HasEverySampleInItsTimelineEvenWhenItWasSentAtTheVeryEnd) {
  const LoadResult result({Sample(100, 1, 200)}, {}, milliseconds(100));
  std::size_t count = 0;
  for (const LoadResult& part : result.Timeline(milliseconds(10))) count += part.Count();
  EXPECT_EQ(count, 1U);
}

TEST(LoadResultTest, TellsNothingOfNoRequests) {
  EXPECT_THAT([] { LoadResult().Share(200); },
              ThrowsMessage<Error>(HasSubstr("no request was sent in this part of the load")));
  EXPECT_THAT([] { LoadResult().Longest(); },
              ThrowsMessage<Error>(HasSubstr("no request was sent in this part of the load")));
  EXPECT_THAT(LoadResult().Timeline(milliseconds(1)), IsEmpty());
  EXPECT_THAT(LoadResult(), AllOf(Not(HasShare(500, 0)), Not(AllWithin(milliseconds(1)))));
}

TEST(LoadResultTest, RefusesWhatMakesNoSense) {
  EXPECT_THROW(Outage().Percentile(100.1), Error);
  EXPECT_THROW(Outage().Percentile(-1), Error);
  EXPECT_THROW(Outage().Timeline(microseconds(0)), Error);
  EXPECT_THROW(LoadResult({}, {}, std::chrono::hours(1)).Timeline(microseconds(1)), Error);
  EXPECT_THAT(
      [] { Outage().Between(milliseconds(2), milliseconds(1)); },
      ThrowsMessage<Error>("a part of a load cannot end at '1' ms, before it begins at '2' ms"));
}

TEST(LoadResultTest, IsMatched) {
  EXPECT_THAT(Outage(), HasShare(201, Lt(0.7)));
  EXPECT_THAT(Outage(), Not(HasShare(201, Ge(0.67))));
  EXPECT_THAT(Outage(), AllWithin(milliseconds(10)));
  EXPECT_THAT(Outage(), Not(AllWithin(microseconds(9999))));
}

TEST(LoadResultTest, IsShownAsATable) {
  EXPECT_EQ(Table(Outage()),
            R"(30 requests in 300.0 ms, 100.0 a second
  201                       20    66.7 %
  503                       10    33.3 %
latency in ms: p50 1.0, p90 10.0, p99 10.0, longest 10.0
   from ms  requests    p50 ms    p99 ms   longest  answers
         0         2       1.0       1.0       1.0  201 x 2
        20         2       1.0       1.0       1.0  201 x 2
        40         2       1.0       1.0       1.0  201 x 2
        60         2       1.0       1.0       1.0  201 x 2
        80         2       1.0       1.0       1.0  201 x 2
       100         2      10.0      10.0      10.0  503 x 2
       100.0  'full'
       120         2      10.0      10.0      10.0  503 x 2
       140         2      10.0      10.0      10.0  503 x 2
       160         2      10.0      10.0      10.0  503 x 2
       180         2      10.0      10.0      10.0  503 x 2
       200         2       1.0       1.0       1.0  201 x 2
       200.0  'left'
       220         2       1.0       1.0       1.0  201 x 2
       240         2       1.0       1.0       1.0  201 x 2
       260         2       1.0       1.0       1.0  201 x 2
       280         2       1.0       1.0       1.0  201 x 2)");
}

TEST(LoadResultTest, ShowsFailuresByTheirKind) {
  LoadSample lost = Sample(0, 1, 0);
  lost.failure = HttpFailure::kClosed;
  LoadSample late = Sample(1, 1, 0);
  late.failure = HttpFailure::kTimeout;
  const std::string table = Table(LoadResult({lost, late}, {}, milliseconds(2), 5));
  EXPECT_THAT(table, HasSubstr("5 more were due and not sent"));
  EXPECT_THAT(table, HasSubstr("\n  closed                     1    50.0 %"));
  EXPECT_THAT(table, HasSubstr("\n  no answer in time          1    50.0 %"));
}

TEST(LoadResultTest, FitsEightyColumnsWhateverHappened) {
  std::vector<LoadSample> samples;
  for (int i = 0; i < 900; ++i) samples.push_back(Sample(i % 10 * 100000, 123456, 100 + i));
  const LoadResult result(samples, {{std::string(200, 'x') + "\n", milliseconds(1)}},
                          std::chrono::hours(300));
  std::istringstream table(Table(result));
  int lines = 0;
  for (std::string line; std::getline(table, line); ++lines) {
    EXPECT_LE(line.size(), 80U) << line;
  }
  EXPECT_GT(lines, 900);
}

TEST(LoadResultTest, IsShownWithoutRequestsToo) {
  EXPECT_EQ(Table(LoadResult()), "0 requests in 0.0 ms");
}

}  // namespace
}  // namespace gtest_redis
