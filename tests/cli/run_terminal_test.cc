#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <sstream>

#include "gateway_contract.h"
#include "process/child.h"
#include "process/scratch_directory.h"

namespace gtest_redis {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr unsigned short kColumns = 60;

/// A terminal that shows nothing, and remembers all.
class Terminal {
 public:
  Terminal() {
    master_ = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (master_ < 0 || grantpt(master_) != 0 || unlockpt(master_) != 0) std::abort();
    path_ = ptsname(master_);
    const winsize size = {40, kColumns, 0, 0};
    ioctl(master_, TIOCSWINSZ, &size);
    // While this is open, what is written stays to be read.
    slave_ = open(path_.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);
  }
  ~Terminal() {
    close(slave_);
    close(master_);
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  const std::string& path() const { return path_; }
  /// All that was written to it so far.
  const std::string& Text() {
    std::array<char, 4096> buffer{};
    for (;;) {
      const ssize_t count = read(master_, buffer.data(), buffer.size());
      if (count <= 0) return text_;
      text_.append(buffer.data(), static_cast<std::size_t>(count));
    }
  }

 private:
  int master_ = -1;
  int slave_ = -1;
  std::string path_;
  std::string text_;
};

// All that a run shows on it.
std::string ShownBy(const std::string& contract, const std::vector<std::string>& flags = {}) {
  const ScratchDirectory scratch;
  Terminal terminal;
  ChildOptions options;
  options.arguments = {GTEST_REDIS_COMMAND, "run", scratch.Write("contract.json", contract)};
  options.arguments.insert(options.arguments.end(), flags.begin(), flags.end());
  options.environment = {{"GTEST_REDIS_BACKEND", "process"}};
  options.log_file = terminal.path();
  Child child = Child::Start(options);
  WaitUntil(Deadline(std::chrono::seconds(60)), [&] {
    terminal.Text();
    return !child.running();
  });
  return terminal.Text();
}

TEST(RunTerminalTest, RewritesALineOfItsProgressAndTakesItAwayInTheEnd) {
  const std::string text = ShownBy(BrokenContract());
  EXPECT_THAT(text, HasSubstr("\r\x1b[K[0/3] healthy\r\x1b[K[1/3] full\r\x1b[K[2/3] after, 1 "
                              "failed\r\x1b[K  state"));
}

TEST(RunTerminalTest, ShowsNoProgressWhenItIsToldToBeQuiet) {
  EXPECT_THAT(ShownBy(BrokenContract(), {"--quiet"}),
              AllOf(HasSubstr("state"), Not(HasSubstr("\x1b"))));
}

TEST(RunTerminalTest, PrintsATableAsWideAsTheTerminal) {
  std::istringstream lines(ShownBy(SoundContract(), {"--quiet"}));
  for (std::string line; std::getline(lines, line);) {
    line.erase(line.find_last_not_of("\r\n") + 1);
    EXPECT_LE(line.size(), kColumns) << line;
  }
}

}  // namespace
}  // namespace gtest_redis
