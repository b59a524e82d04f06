#pragma once

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <string>

#include "process/deadline.h"
#include "process/keeper.h"
#include "process/local_listener.h"

namespace gtest_redis {

/// A program with a keeper, to be killed: a fork of this one, so that it can be told in a lambda
/// what to do before.
class Program {
 public:
  explicit Program(const std::function<void(Keeper&)>& work) {
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0) std::abort();
    pid_ = fork();
    if (pid_ == 0) {
      close(ends[0]);
      Keeper keeper;
      const std::string directory = keeper.directory() + "\n";
      if (write(ends[1], directory.data(), directory.size()) < 0) _exit(1);
      work(keeper);
      close(ends[1]);
      for (;;) pause();
    }
    close(ends[1]);
    char c = 0;
    while (read(ends[0], &c, 1) == 1 && c != '\n') directory_ += c;
    while (read(ends[0], &c, 1) == 1) continue;  // Until it has done its work.
    close(ends[0]);
  }
  ~Program() { Kill(); }
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  void Kill() {
    if (pid_ <= 0) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    pid_ = -1;
  }
  // The keeper removes the directory last.
  bool KeeperAtWork() const { return access(directory_.c_str(), F_OK) == 0; }
  bool AwaitKeeper(std::chrono::milliseconds time = std::chrono::milliseconds(20000)) const {
    return WaitUntil(Deadline(time), [this] { return !KeeperAtWork(); });
  }

 private:
  pid_t pid_ = -1;
  std::string directory_;
};

class PledgeTest : public ::testing::Test {
 protected:
  Pledge PledgeTo(const LocalListener& listener, const std::string& request,
                  const std::string& answer = " 204 ") const {
    Pledge pledge;
    pledge.address = listener.address();
    pledge.address_size = listener.address_size();
    pledge.request = request;
    pledge.answer = answer;
    return pledge;
  }
  // On a connection that is handed over.
  Pledge PledgeOn(int connection, const std::string& request,
                  const std::string& answer = "+OK") const {
    Pledge pledge;
    pledge.connection = connection;
    pledge.request = request;
    pledge.answer = answer;
    return pledge;
  }

  LocalListener listener_;
};

}  // namespace gtest_redis
