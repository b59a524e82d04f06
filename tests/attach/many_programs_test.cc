#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "process/child.h"
#include "process/deadline.h"
#include "process/keeper.h"
#include "process/log_file.h"
#include "target.h"

namespace gtest_redis {
namespace {

constexpr int kPrograms = 16;
constexpr int kTestsEach = 32;

struct Program {
  Child process;
  std::string log;
};

Program Start(const Target& target, const std::string& work, int number) {
  const std::string log = Keeper::Get().directory() + "/" + std::to_string(number) + ".log";
  return {Child::Start({{ATTACH_PROGRAM, work, target.url().ToString(), std::to_string(kTestsEach)},
                        {},
                        "",
                        log}),
          log};
}

// The first `whole` of them have the whole server out of memory now and then.
void ExpectAllPass(const Target& target, int whole) {
  std::vector<Program> programs;
  for (int i = 0; i < kPrograms; ++i) {
    programs.push_back(Start(target, i < whole ? "whole" : "tests", i));
  }
  const Deadline deadline(std::chrono::seconds(90));
  for (Program& program : programs) {
    ASSERT_TRUE(program.process.WaitForExit(deadline)) << ReadTail(program.log, 2000);
    EXPECT_EQ(program.process.exit_status()->ToString(), "exited with status 0")
        << ReadTail(program.log, 2000);
  }
}

TEST(ManyProgramsTest, DoNotSeeEachOthersKeys) {
  Target target;
  ExpectAllPass(target, 0);
}

TEST(ManyProgramsTest, AreRefusedNothingWhileOneIsOutOfMemoryNowAndThen) {
  Target target;
  ExpectAllPass(target, 1);
  EXPECT_EQ(target.Directive("maxmemory"), "0");
}

TEST(ManyProgramsTest, AreOutOfMemoryInTurn) {
  Target target;
  ExpectAllPass(target, kPrograms);
  EXPECT_EQ(target.Directive("maxmemory"), "0");
}

TEST(ManyProgramsTest, WaitForADatabaseWhereThereAreTooFew) {
  ServerOptions options;
  options.config = {{"databases", "4"}};
  Target target(options);
  ExpectAllPass(target, 1);
}

}  // namespace
}  // namespace gtest_redis
