#include "state/pending_command.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace gtest_redis {

PendingCommand::PendingCommand(Connection redis, const std::vector<std::string>& command)
    : descriptor_(fcntl(redis.descriptor(), F_DUPFD_CLOEXEC, 0)) {
  const auto run = [command](Connection connection) -> std::string {
    try {
      return connection.Execute(command).ToString();
    } catch (const Error& error) {
      return error.what();
    }
  };
  answer_ = std::async(std::launch::async, run, std::move(redis)).share();
}

PendingCommand::~PendingCommand() {
  if (descriptor_ >= 0) shutdown(descriptor_, SHUT_RDWR);
  answer_.wait();
  if (descriptor_ >= 0) close(descriptor_);
}

}  // namespace gtest_redis
