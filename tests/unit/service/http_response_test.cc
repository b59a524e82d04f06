#include "gtest_redis/service/http_response.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace gtest_redis {
namespace {

using testing::Eq;
using testing::Optional;

std::string Shown(const HttpResponse& response) {
  std::ostringstream out;
  out << response;
  return out.str();
}

HttpResponse Answer(int status, const std::string& body) {
  HttpResponse response;
  response.status = status;
  response.body = body;
  return response;
}

TEST(HttpResponseTest, FindsAHeaderInAnyLetterCase) {
  HttpResponse response;
  response.headers = {{"Retry-After", "1"}, {"Content-Type", "text/plain"}};
  EXPECT_THAT(response.Header("retry-AFTER"), Optional(Eq("1")));
  EXPECT_THAT(response.Header("Content-Type"), Optional(Eq("text/plain")));
}

TEST(HttpResponseTest, FindsTheFirstOfSeveralHeadersOfOneName) {
  HttpResponse response;
  response.headers = {{"Set-Cookie", "a"}, {"Set-Cookie", "b"}};
  EXPECT_THAT(response.Header("Set-Cookie"), Optional(Eq("a")));
}

TEST(HttpResponseTest, HasNoHeaderThatOnlyBeginsAlike) {
  HttpResponse response;
  response.headers = {{"Retry-After", "1"}};
  EXPECT_EQ(response.Header("Retry"), std::nullopt);
  EXPECT_EQ(response.Header("Retry-After-All"), std::nullopt);
}

TEST(HttpResponseTest, ShowsStatusAndBody) {
  EXPECT_EQ(Shown(Answer(503, R"({"error": "full"})")), R"(status 503, body {"error": "full"})");
}

TEST(HttpResponseTest, ShowsThatThereIsNoBody) {
  EXPECT_EQ(Shown(Answer(204, "")), "status 204, no body");
}

TEST(HttpResponseTest, ShowsTheHeadOfALongBodyAndHowLongItIs) {
  EXPECT_EQ(Shown(Answer(200, std::string(501, 'x'))),
            "status 200, body " + std::string(500, 'x') + " (first 500 of 501 bytes)");
  EXPECT_EQ(Shown(Answer(200, std::string(500, 'x'))), "status 200, body " + std::string(500, 'x'));
}

TEST(HttpResponseTest, HalvesNoCharacterOfALongBody) {
  const std::string body = std::string(499, 'x') + "\u00e9\u00e9";
  EXPECT_EQ(Shown(Answer(200, body)),
            "status 200, body " + std::string(499, 'x') + " (first 499 of 503 bytes)");
}

TEST(HttpResponseTest, EscapesControlCharactersOfABody) {
  EXPECT_EQ(Shown(Answer(200, std::string("a\r\n\tb\0\x7f\x1b", 8))),
            R"(status 200, body a\r\n\tb\x00\x7f\x1b)");
}

TEST(HttpResponseTest, ShowsTheErrorWhereNoAnswerCame) {
  HttpResponse response;
  response.failure = HttpFailure::kTimeout;
  response.error = "no answer within 5000 ms to 'GET http://127.0.0.1:1/'";
  EXPECT_EQ(Shown(response), response.error);
}

TEST(HttpResponseTest, ShowsTheDiagnosisOnLinesOfItsOwn) {
  HttpResponse response = Answer(500, "oh");
  response.diagnosis = [] { return "redis refused: OOM 1\nits log is empty"; };
  EXPECT_EQ(Shown(response), "status 500, body oh\nredis refused: OOM 1\nits log is empty");
}

TEST(HttpResponseTest, ShowsNoLineForAnEmptyDiagnosis) {
  HttpResponse response = Answer(500, "oh");
  response.diagnosis = [] { return ""; };
  EXPECT_EQ(Shown(response), "status 500, body oh");
}

}  // namespace
}  // namespace gtest_redis
