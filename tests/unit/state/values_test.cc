#include "state/values.h"

#include <gtest/gtest.h>

namespace gtest_redis {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

const StateEntry& Entry() {
  static const auto* const entry = new StateEntry{"slow",
                                                  "Slow",
                                                  "",
                                                  "",
                                                  StateNeed::kConnection,
                                                  "5.0",
                                                  {{"time", "ms", "50", ""},
                                                   {"room", "bytes", "4mb", ""},
                                                   {"share", "ratio", "0.9", ""},
                                                   {"times", "", "3", ""},
                                                   {"drop", "", "yes", ""},
                                                   {"way", "", "fork", ""}},
                                                  nullptr};
  return *entry;
}

// What `read` makes of the parameter `name` with this value, or the message of its error.
template <typename Read>
auto Of(const std::string& name, const std::string& value, Read read) {
  const StateValues values = {{name, value}};
  return read(Values(Entry(), values));
}

template <typename Read>
std::string Refusal(const std::string& name, const std::string& value, Read read) {
  try {
    Of(name, value, read);
  } catch (const StateError& error) {
    return error.what();
  }
  return "taken";
}

TEST(ValuesTest, AreTheDefaultsWhereNothingIsGiven) {
  const StateValues none;
  const Values values(Entry(), none);
  EXPECT_EQ(values.Text("way"), "fork");
  EXPECT_EQ(values.Duration("time", milliseconds(0), seconds(1)), milliseconds(50));
  EXPECT_EQ(values.Bytes("room"), 4u * 1024 * 1024);
  EXPECT_EQ(values.Ratio("share"), 0.9);
  EXPECT_EQ(values.Number("times", 1, 10), 3u);
  EXPECT_TRUE(values.YesNo("drop"));
}

TEST(ValuesTest, AreBytesInRedissNotation) {
  const auto bytes = [](const Values& values) { return values.Bytes("room"); };
  EXPECT_EQ(Of("room", "0", bytes), 0u);
  EXPECT_EQ(Of("room", "123", bytes), 123u);
  EXPECT_EQ(Of("room", "123b", bytes), 123u);
  EXPECT_EQ(Of("room", "2k", bytes), 2000u);
  EXPECT_EQ(Of("room", "2kb", bytes), 2048u);
  EXPECT_EQ(Of("room", "1M", bytes), 1000000u);
  EXPECT_EQ(Of("room", "1.5mb", bytes), 1572864u);
  EXPECT_EQ(Of("room", "1gb", bytes), 1073741824u);
  EXPECT_EQ(Of("room", "1G", bytes), 1000000000u);
  for (const char* wrong : {"", "mb", "-1", "1.5", "1 mb", "1tb", "0.0001k", "1e99", "nan", "inf",
                            "1073741825", "16gb"}) {
    EXPECT_EQ(Refusal("room", wrong, bytes),
              "'slow' cannot have 'room' of '" + std::string(wrong) +
                  "': a number of bytes up to 1gb is asked for, as '16777216' or '16mb'");
  }
}

TEST(ValuesTest, AreDurationsInTheUnitOfTheParameterOrTheirOwn) {
  const auto time = [](const Values& values) {
    return values.Duration("time", microseconds(100), seconds(2));
  };
  EXPECT_EQ(Of("time", "7", time), milliseconds(7));
  EXPECT_EQ(Of("time", "0.5", time), microseconds(500));
  EXPECT_EQ(Of("time", "200us", time), microseconds(200));
  EXPECT_EQ(Of("time", "50MS", time), milliseconds(50));
  EXPECT_EQ(Of("time", "2s", time), seconds(2));
  for (const char* wrong : {"", "ms", "-5ms", "5 ms", "5min", "99us", "2001ms", "3s", "nan"}) {
    EXPECT_EQ(Refusal("time", wrong, time),
              "'slow' cannot have 'time' of '" + std::string(wrong) +
                  "': a duration from 100us to 2000ms is asked for, as '50ms' or '1s'");
  }
}

TEST(ValuesTest, AreRatiosOrPercentages) {
  const auto ratio = [](const Values& values) { return values.Ratio("share"); };
  EXPECT_EQ(Of("share", "1", ratio), 1.0);
  EXPECT_EQ(Of("share", "0.01", ratio), 0.01);
  EXPECT_EQ(Of("share", "95%", ratio), 0.95);
  for (const char* wrong : {"", "0", "0%", "1.01", "101%", "80", "-0.5", "half", "0.5x", "nan"}) {
    EXPECT_EQ(Refusal("share", wrong, ratio),
              "'slow' cannot have 'share' of '" + std::string(wrong) +
                  "': a ratio above 0 and up to 1, or a percentage, is asked for");
  }
}

TEST(ValuesTest, AreWholeNumbersInTheirRange) {
  const auto number = [](const Values& values) { return values.Number("times", 1, 10); };
  EXPECT_EQ(Of("times", "1", number), 1u);
  EXPECT_EQ(Of("times", "10", number), 10u);
  for (const char* wrong : {"", "0", "11", "2.5", "-3", "3x", "three", "nan"}) {
    EXPECT_EQ(Refusal("times", wrong, number), "'slow' cannot have 'times' of '" +
                                                   std::string(wrong) +
                                                   "': a whole number from 1 to 10 is asked for");
  }
}

TEST(ValuesTest, AreOneOfSomeWords) {
  const auto way = [](const Values& values) { return values.OneOf("way", "fork|file"); };
  EXPECT_EQ(Of("way", "file", way), "file");
  EXPECT_EQ(Refusal("way", "fil", way),
            "'slow' cannot have 'way' of 'fil': it is one of fork|file");
  const auto drop = [](const Values& values) { return values.YesNo("drop"); };
  EXPECT_FALSE(Of("drop", "no", drop));
  EXPECT_EQ(Refusal("drop", "true", drop),
            "'slow' cannot have 'drop' of 'true': it is one of yes|no");
}

}  // namespace
}  // namespace gtest_redis
