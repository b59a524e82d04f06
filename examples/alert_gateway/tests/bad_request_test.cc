#include <gmock/gmock.h>

#include "gateway_test.h"

namespace alert_gateway_test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

struct Malformed {
  std::string name;
  std::string path;
  std::string body;
  std::string complaint;
};

void PrintTo(const Malformed& malformed, std::ostream* out) { *out << malformed.name; }

class MalformedTest : public GatewayTest, public ::testing::WithParamInterface<Malformed> {};

TEST_P(MalformedTest, IsRefusedWithTheReasonAndWritesNothing) {
  EXPECT_THAT(gateway.Post(GetParam().path, GetParam().body),
              AllOf(HasStatus(400), HasJson("/error", HasSubstr(GetParam().complaint))));
  EXPECT_THAT(redis().Command("DBSIZE"), IsInteger(0));
}

INSTANTIATE_TEST_SUITE_P(
    Signal, MalformedTest,
    ::testing::Values(Malformed{"Empty", kSignals, "", "not valid JSON"},
                      Malformed{"CutShort", kSignals, R"({"source": "s", "na)", "not valid JSON"},
                      Malformed{"NoObject", kSignals, "[]", "must be a JSON object"},
                      Malformed{"NoName", kSignals, R"({"source": "s"})", "'name' is missing"},
                      Malformed{"EmptySource", kSignals, R"({"source": "", "name": "n"})",
                                "'source' is empty"},
                      Malformed{"NumberAsLabel", kSignals,
                                R"({"source": "s", "name": "n", "labels": {"cpu": 7}})",
                                "'labels.cpu' must be a string"}),
    [](const auto& test) { return test.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Webhook, MalformedTest,
    ::testing::Values(Malformed{"NoAlerts", kWebhook, Webhook({}), "'alerts' is empty"},
                      Malformed{"AnotherVersion", kWebhook,
                                R"({"version": "3", "receiver": "r", "alerts": []})",
                                "'version' must be '4'"},
                      Malformed{"NoAlertName", kWebhook,
                                Webhook({R"({"status": "firing", "labels": {}})"}),
                                "'alerts[0].labels.alertname' is missing"}),
    [](const auto& test) { return test.param.name; });

class BadRequestTest : public GatewayTest {
 protected:
  BadRequestTest() : GatewayTest({"--max-body", "1000"}) {}
};

TEST_F(BadRequestTest, ABodyThatIsTooLargeIsRefused) {
  EXPECT_THAT(gateway.Post(kSignals, Signal(std::string(1000, 'x'))),
              AllOf(HasStatus(413), HasJson("/error", HasSubstr("1000 bytes"))));
  EXPECT_THAT(redis().Command("DBSIZE"), IsInteger(0));
}

TEST_F(BadRequestTest, ABodyThatJustFitsIsTaken) {
  const std::string padding(1000 - Signal("").size(), 'x');
  EXPECT_THAT(gateway.Post(kSignals, Signal(padding)), HasStatus(201));
}

TEST_F(BadRequestTest, APathThatDoesNotExistIsNotFound) {
  EXPECT_THAT(gateway.Post("/api/v2/signals", kAlert), HasStatus(404));
  EXPECT_THAT(gateway.Get("/"), HasStatus(404));
}

TEST_F(BadRequestTest, AMethodThatAPathDoesNotTakeIsNotAllowed) {
  EXPECT_THAT(gateway.Get(kSignals), AllOf(HasStatus(405), HasHeader("Allow", "POST")));
  EXPECT_THAT(gateway.Delete(kWebhook), AllOf(HasStatus(405), HasHeader("Allow", "POST")));
  EXPECT_THAT(gateway.Put("/healthz", "{}"),
              AllOf(HasStatus(405), HasHeader("Allow", HasSubstr("GET"))));
}

TEST_F(BadRequestTest, TheNextRequestIsNoneTheWorse) {
  ASSERT_THAT(gateway.Post(kSignals, std::string(5000, '{')), HasStatus(413));
  EXPECT_THAT(gateway.Post(kSignals, kAlert), HasStatus(201));
}

}  // namespace
}  // namespace alert_gateway_test
