#include "process/turn.h"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <string>

#include "gtest_redis/redis/error.h"
#include "process/scratch_directory.h"

namespace gtest_redis {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Property;
using ::testing::Throws;

class TurnTest : public ::testing::Test {
 protected:
  /// Another program that has the turn until it is ended.
  pid_t TakeInAnotherProgram() const {
    int ready[2];
    EXPECT_EQ(pipe(ready), 0);
    const pid_t child = fork();
    if (child == 0) {
      close(ready[0]);
      const Turn turn(path_, Deadline(std::chrono::seconds(5)));
      close(ready[1]);
      for (;;) pause();
    }
    close(ready[1]);
    char none = 0;
    EXPECT_EQ(read(ready[0], &none, 1), 0);
    close(ready[0]);
    return child;
  }
  static void Kill(pid_t child) {
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
  }

  const ScratchDirectory scratch_;
  const std::string path_ = scratch_.File("turn");
};

TEST_F(TurnTest, IsTakenByOneAfterTheOther) {
  for (int i = 0; i < 3; ++i) {
    Turn turn(path_, Deadline(std::chrono::seconds(5)));
    EXPECT_FALSE(turn.was_abandoned());
    turn.Finish();
  }
}

TEST_F(TurnTest, SaysWhoHasItWhenItDoesNotCome) {
  const pid_t child = TakeInAnotherProgram();
  EXPECT_THAT([&] { Turn(path_, Deadline(std::chrono::milliseconds(20))); },
              Throws<Error>(Property(
                  &Error::what, AllOf(HasSubstr("'" + path_ + "'"),
                                      HasSubstr("process " + std::to_string(child) + " has")))));
  Kill(child);
}

TEST_F(TurnTest, EndsWithTheProgramAndTellsThatItWasAbandoned) {
  Kill(TakeInAnotherProgram());
  Turn turn(path_, Deadline(std::chrono::seconds(5)));
  EXPECT_TRUE(turn.was_abandoned());
  turn.Finish();
}

TEST_F(TurnTest, IsAbandonedWithoutFinish) {
  { const Turn turn(path_, Deadline(std::chrono::seconds(5))); }
  EXPECT_TRUE(Turn(path_, Deadline(std::chrono::seconds(5))).was_abandoned());
}

TEST_F(TurnTest, NeedsAPlaceForItsFile) {
  EXPECT_THAT([&] { Turn(scratch_.File("none/turn"), Deadline(std::chrono::seconds(5))); },
              Throws<Error>(Property(&Error::what, HasSubstr("No such file or directory"))));
}

}  // namespace
}  // namespace gtest_redis
