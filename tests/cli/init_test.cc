#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "cli/first_contract.h"
#include "gtest_redis/contract/contract.h"
#include "gtest_redis/report/json.h"
#include "running_command.h"

namespace gtest_redis {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

const char kSignal[] = R"(POST /api/v1/signals {"source": "a", "name": "b{c}", "labels": {}})";

class InitTest : public ::testing::Test {
 protected:
  /// Of the gateway, with these arguments of it.
  FinishedCommand Init(std::vector<std::string> flags, const std::vector<std::string>& more = {}) {
    flags.insert(flags.begin(), "init");
    flags.insert(flags.end(), {"--", ALERT_GATEWAY, "--listen", "{listen}", "--redis", "{redis}"});
    flags.insert(flags.end(), more.begin(), more.end());
    return Finish(flags);
  }

  ScratchDirectory scratch_;
  const std::string file_ = scratch_.File("contract.json");
};

TEST_F(InitTest, WritesAContractThatTheServiceKeeps) {
  const FinishedCommand init = Init({"--output", file_, "--request", kSignal});
  ASSERT_EQ(init.exit_code, 0) << init.errors;
  EXPECT_EQ(init.errors, "POST /api/v1/signals: 201\nGET /healthz: 200\nGET /readyz: 200\nwrote '" +
                             file_ + "'; edit it, then `gtest-redis run " + file_ + "`\n");
  EXPECT_THAT(init.remains, IsEmpty());

  const Contract contract = Contract::Load(file_);
  EXPECT_EQ(contract.name(), "alert_gateway");
  EXPECT_THAT(contract.requests(),
              ElementsAre("post_signals", "post_signals_again", "liveness", "readiness"));
  const FinishedCommand run = Finish({"run", file_});
  EXPECT_EQ(run.exit_code, 0) << run.output << run.errors;
}

TEST_F(InitTest, SaysWhatWasSeenAndWhatIsAGuess) {
  const std::string text = Init({"--request", kSignal}).output;
  EXPECT_THAT(text, StartsWith("// A first contract, to be edited: by `gtest-redis init`"));
  EXPECT_THAT(text,
              HasSubstr("\n    // Answered 201; read (GET, MULTI), wrote (EXEC, EXPIRE, INCR, "
                        "SET).\n    \"post_signals\": {\n      \"role\": \"store\",\n"));
  EXPECT_THAT(text,
              HasSubstr(R"("json": {"source": "a-{unique}", "name": "b{{c}", "labels": {}})"));
  EXPECT_THAT(text, HasSubstr("\n    // The same once more: answered 202; read (GET).\n"
                              "    \"post_signals_again\": {\"repeat\": \"post_signals\", "
                              "\"expect\": 202},\n"));
  EXPECT_THAT(text, HasSubstr("\n    // Answered 200; asked nothing of Redis.\n    \"liveness\""));
  EXPECT_THAT(text, HasSubstr("\n    \"out-of-memory\": {\n"
                              "      \"expect\": {\"post_signals\": 503, \"readiness\": 503}\n"));
  EXPECT_THAT(text, HasSubstr("this is a guess"));
}

TEST_F(InitTest, DoesNotTakeOpeningAConnectionForPartOfARequest) {
  // In another database than 0, the gateway sends SELECT first.
  const std::string text =
      Init({"--request", kSignal}, {"--redis", "redis://{redis_host}:{redis_port}/2"}).output;
  EXPECT_THAT(text, HasSubstr("Answered 201; read (GET, MULTI), wrote"));
}

TEST_F(InitTest, LooksForTheTextThatMakesARequestNew) {
  // The gateway takes the fingerprint, and nothing else, for what a signal is.
  const std::string text =
      Init(
          {"--request", R"(POST /api/v1/signals {"source": "a", "name": "b", "fingerprint": "c"})"})
          .output;
  EXPECT_THAT(text, HasSubstr(R"({"source": "a", "name": "b", "fingerprint": "c-{unique}"})"));
}

TEST_F(InitTest, TakesBodiesFromFiles) {
  const std::string body = scratch_.Write("body.json", R"({"source": "filed", "name": "b"})");
  const FinishedCommand init =
      Init({"--request", "GET /healthz", "--request", "POST /api/v1/signals", "--body-file", body});
  EXPECT_THAT(init.output, HasSubstr(R"("json": {"source": "filed-{unique}", "name": "b"})"));
}

TEST_F(InitTest, LeavesOutTheUsualPathsThatThereAreNot) {
  const FinishedCommand init = Init({"--request", "GET /none"});
  EXPECT_THAT(init.output, AllOf(HasSubstr("\"get_none\": {"), HasSubstr("\"expect\": 404"),
                                 Not(HasSubstr("get_root")), Not(HasSubstr("livez"))));
  EXPECT_THAT(init.errors, StartsWith("GET /none: 404\n"));
}

TEST_F(InitTest, OverwritesNothingUnasked) {
  scratch_.Write("contract.json", "mine");
  const FinishedCommand refused = Init({"--output", file_});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_EQ(refused.errors, "gtest-redis: '" + file_ + "' is there already; --force replaces it\n");
  EXPECT_EQ(scratch_.Read("contract.json"), "mine");
  EXPECT_EQ(Init({"--output", file_, "--force"}).exit_code, 0);
  EXPECT_THAT(scratch_.Read("contract.json"), HasSubstr("\"liveness\""));
}

TEST_F(InitTest, GivesTheProgramRelativeToTheContract) {
  const std::filesystem::path gateway = ALERT_GATEWAY;
  const std::string folder = gateway.parent_path().string();
  // From there, as a user would.
  const std::string command = std::string("cd '") + folder +
                              "' && exec '" GTEST_REDIS_COMMAND
                              "' init -- ./alert_gateway --listen {listen} --redis {redis}";
  ChildOptions options;
  options.arguments = {"/bin/sh", "-c", command};
  options.log_file = scratch_.File("log");
  Child child = Child::Start(options);
  ASSERT_TRUE(child.WaitForExit(Deadline(std::chrono::seconds(30))));
  EXPECT_THAT(scratch_.Read("log"),
              HasSubstr(R"("command": ["./alert_gateway", "--listen", "{listen}", )"
                        R"("--redis", "{redis}"])"
                        ",\n    \"directory\": \".\"\n"));
}

struct Wrong {
  std::vector<std::string> arguments;
  int exit_code;
  std::string message;
};

class WrongInitTest : public ::testing::TestWithParam<Wrong> {};

TEST_P(WrongInitTest, IsToldWithAReason) {
  std::vector<std::string> arguments = {"init"};
  arguments.insert(arguments.end(), GetParam().arguments.begin(), GetParam().arguments.end());
  const FinishedCommand init = Finish(arguments);
  EXPECT_EQ(init.exit_code, GetParam().exit_code);
  EXPECT_THAT(init.errors, StartsWith("gtest-redis: " + GetParam().message));
  EXPECT_EQ(init.output, "");
  EXPECT_THAT(init.remains, IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Cases, WrongInitTest,
    ::testing::Values(
        Wrong{{}, 2, "the service's command is missing: gtest-redis init [OPTIONS] -- COMMAND..."},
        Wrong{{"--", "no_such_gateway"}, 2, "there is no program 'no_such_gateway' on PATH"},
        Wrong{{"--request", "signals", "--", "true"}, 2, "--request takes 'METHOD PATH [BODY]', "},
        Wrong{{"--request", "post /signals", "--", "true"}, 2, "--request takes "},
        Wrong{{"--request", "POST /a", "--body-file", "/no/file", "--", "true"},
              2,
              "cannot read '/no/file', which --body-file names\n"},
        Wrong{{"--request", "GET /a", "--body-file", "/no/file", "--", "true"},
              2,
              "--body-file '/no/file' belongs to no request"},
        Wrong{{"--output", "/no/folder/file.json", "--", "true"},
              2,
              "cannot write '/no/folder/file.json': there is no directory '/no/folder'\n"},
        Wrong{{"--server", "/no/redis-server", "--", "true"}, 3, ""},
        Wrong{{"--", "false"}, 1, "service 'false' exited with status 1 before it was ready"}));

TEST(FirstContractTest, LeavesOutStatesThatThisRedisCannotHave) {
  FirstLook look;
  look.given.request.target = "/a";
  look.first = look.second = 200;
  look.first_use.reads = {"GET"};
  FirstContract contract{{"service"}, ".", "redis 7.0.15", {look}, {}};
  contract.states = {{"healthy", Lack::kNothing, "serves"},
                     {"hung", Lack::kEverything, "answers nothing", "it needs an own server"}};
  const std::string text = WriteFirstContract(contract);
  EXPECT_THAT(text, HasSubstr("    // Redis serves.\n    \"healthy\": {}\n"
                              "    // Not 'hung': it needs an own server.\n  }\n}\n"));
  contract.states[1].why_not = "";
  EXPECT_THAT(WriteFirstContract(contract),
              HasSubstr("\"hung\": {\n      \"expect\": {\"get_a\": 503}\n    }\n  }\n}\n"));
}

TEST(ContractNameTest, IsThatOfTheProgramOrOfWhatIsInterpreted) {
  EXPECT_EQ(ContractName({"./build/alert_gateway", "--listen"}), "alert_gateway");
  EXPECT_EQ(ContractName({"env", "PORT={port}", "node", "--inspect", "src/app.js"}), "app");
  EXPECT_EQ(ContractName({"python3", "-u", "my app.py"}), "my_app");
  EXPECT_EQ(ContractName({"node"}), "service");
}

}  // namespace
}  // namespace gtest_redis
