#include "bare_server.h"

#include <fcntl.h>
#include <hiredis/hiredis.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>

namespace gtest_redis {
namespace {

bool Answers(const std::string& socket) {
  redisContext* context = redisConnectUnix(socket.c_str());
  if (context == nullptr) return false;
  redisReply* reply = nullptr;
  if (context->err == 0) reply = static_cast<redisReply*>(redisCommand(context, "PING"));
  const bool answers = reply != nullptr && reply->type == REDIS_REPLY_STATUS;
  freeReplyObject(reply);
  redisFree(context);
  return answers;
}

}  // namespace

BareServer::BareServer(const std::string& executable, const std::string& config,
                       const std::string& socket) {
  unlink(socket.c_str());
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  std::string program = executable;
  std::string argument = config;
  const std::array<char*, 3> arguments = {program.data(), argument.data(), nullptr};
  if (posix_spawn(&pid_, program.c_str(), &actions, nullptr, arguments.data(), environ) != 0) {
    std::perror(program.c_str());
    std::exit(1);
  }
  posix_spawn_file_actions_destroy(&actions);
  const timespec pause = {0, 200'000};  // As often as the library looks.
  while (!Answers(socket)) ppoll(nullptr, 0, &pause, nullptr);
}

BareServer::~BareServer() {
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

}  // namespace gtest_redis
