#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>

#include "gateway_contract.h"
#include "running_command.h"

namespace gtest_redis {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class RunUsageTest : public ::testing::Test {
 protected:
  FinishedCommand Run(const std::vector<std::string>& flags, const Variables& environment = {}) {
    std::vector<std::string> arguments = {"run", contract_};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    return Finish(arguments, environment);
  }
  /// Expects that nothing was done, and this was said.
  void ExpectRefused(const FinishedCommand& run, const std::string& message) {
    EXPECT_EQ(run.exit_code, 2);
    EXPECT_THAT(run.errors, StartsWith("gtest-redis: " + message));
    EXPECT_EQ(run.output, "");
  }

  ScratchDirectory scratch_;
  const std::string contract_ = scratch_.Write("contract.json", SoundContract());
};

TEST_F(RunUsageTest, NamesTheNearestState) {
  ExpectRefused(Run({"--state", "read-onyl"}), "there is no state 'read-onyl' in '" + contract_ +
                                                   "'; did you mean 'read-only'?\n");
}

TEST_F(RunUsageTest, NamesTheNearestRequest) {
  ExpectRefused(Run({"--only", "new-signal"}), "there is no request 'new-signal' in '" + contract_ +
                                                   "'; did you mean 'new_signal'?\n");
}

TEST_F(RunUsageTest, RefusesASeedThatIsNoWord) {
  ExpectRefused(Run({"--seed", "a b"}), "the seed 'a b' is no word");
}

TEST_F(RunUsageTest, KeepsOneStateOnly) {
  ExpectRefused(Run({"--keep"}), "--keep holds one state, and not 3; name it with --state\n");
  ExpectRefused(Run({"--keep", "--state", "healthy", "--repeat", "2"}),
                "--keep holds a state once; --repeat and --jobs do not go with it\n");
}

TEST_F(RunUsageTest, RefusesNumbersThatMakeNoSense) {
  ExpectRefused(Run({"--repeat", "0"}), "--repeat: ");
  ExpectRefused(Run({"--jobs", "many"}), "--jobs: ");
}

TEST_F(RunUsageTest, AsksForACommandBehindTheTwoDashes) {
  ExpectRefused(Run({"./gateway"}), "the following argument was not expected: ./gateway; see");
}

TEST_F(RunUsageTest, TellsAllThatIsWrongWithAContractByPlace) {
  const std::string wrong =
      scratch_.Write("wrong.json", "{\n  \"servce\": {},\n  \"requests\": {}\n}\n");
  const FinishedCommand run = Finish({"run", wrong});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.errors, StartsWith(wrong + ":"));
  EXPECT_THAT(run.errors, HasSubstr("\n" + wrong + ":"));
  EXPECT_THAT(run.errors, HasSubstr("'service'"));
}

TEST_F(RunUsageTest, SaysThatThereIsNoContract) {
  const FinishedCommand run = Finish({"run", scratch_.File("none.json")});
  EXPECT_EQ(run.exit_code, 2);
  EXPECT_THAT(run.errors, HasSubstr("none.json"));
}

TEST_F(RunUsageTest, SaysThatTheProgramIsNotOnPath) {
  ExpectRefused(Run({"--", "no_such_gateway"}, {{"PATH", "/usr/bin:/opt/nothing"}}),
                "there is no program 'no_such_gateway' on PATH, which is '/usr/bin:/opt/nothing'; "
                "one elsewhere needs its path, as in './no_such_gateway'\n");
}

TEST_F(RunUsageTest, SaysThatTheProgramCannotBeExecuted) {
  const std::string text = scratch_.Write("program", "text");
  ExpectRefused(
      Run({"--", scratch_.File("none")}),
      "the service's program '" + scratch_.File("none") + "' cannot be executed: No such file");
  ExpectRefused(Run({"--", text}),
                "the service's program '" + text + "' cannot be executed: Permission denied");
  ExpectRefused(Run({"--", scratch_.path()}),
                "the service's program '" + scratch_.path() + "' is a directory");
}

TEST_F(RunUsageTest, LooksForTheContractsProgramInItsFolder) {
  const std::string other =
      scratch_.Write("other.json", ContractWith(R"({"command": ["bin/gateway"]})"));
  ExpectRefused(Finish({"run", other}),
                "the service's program '" + scratch_.File("bin/gateway") + "' cannot be executed");
}

TEST_F(RunUsageTest, TriesTheReportsBeforehand) {
  const std::string nowhere = scratch_.File("none/report");
  ExpectRefused(Run({"--junit", nowhere}), "cannot write '" + nowhere +
                                               "', which --junit names: No such file or directory; "
                                               "nothing was run\n");
  ExpectRefused(Run({"--html", scratch_.path()}),
                "cannot write '" + scratch_.path() + "', which --html names: it is a directory");
  ExpectRefused(Run({"--artifacts", contract_}), "cannot write '" + contract_ +
                                                     "', which --artifacts names: '" + contract_ +
                                                     "' is no directory");
  ExpectRefused(Run({}, {{"GTEST_REDIS_ARTIFACTS", "/proc/none"}}),
                "cannot write '/proc/none', which GTEST_REDIS_ARTIFACTS names: ");
  const std::string same = scratch_.File("same");
  ExpectRefused(Run({"--junit", same, "--html", same}), "--junit and --html both name '" + same);
}

TEST_F(RunUsageTest, DestroysNoReportWhenItDoesNotRun) {
  const std::string junit = scratch_.Write("junit.xml", "an older one");
  const std::string html = scratch_.File("report.html");
  Run({"--junit", junit, "--html", html, "--server", "/no/redis-server"});
  EXPECT_EQ(scratch_.Read("junit.xml"), "an older one");
  EXPECT_FALSE(std::filesystem::exists(html));
}

TEST_F(RunUsageTest, RefusesAUrlThatIsNone) {
  ExpectRefused(Run({"--url", "redis://127.0.0.1:x"}), "");
}

TEST(RunHelpTest, FitsEightyColumns) {
  for (const char* subcommand : {"run", "init"}) {
    std::istringstream lines(Finish({subcommand, "--help"}).output);
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 80U) << line;
  }
}

}  // namespace
}  // namespace gtest_redis
