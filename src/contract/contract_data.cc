#include "contract/contract_data.h"

#include <algorithm>

namespace gtest_redis {
namespace {

using Command = std::vector<std::string>;

// How much is sent at once.
constexpr std::uint64_t kBatchBytes = 1024 * 1024;
constexpr std::uint64_t kBatchKeys = 1000;

void Send(RedisServer& server, const std::vector<Command>& commands) {
  const std::vector<Reply> replies = server.Pipeline(commands);
  for (std::size_t i = 0; i < replies.size(); ++i) {
    if (!replies[i].is_error()) continue;
    const Command& command = commands[i];
    throw Error("the contract's data cannot be put into redis: " + command.front() +
                (command.size() > 1 ? " '" + command[1] + "'" : "") + " was answered '" +
                replies[i].error_message() + "'");
  }
}

void Put(RedisServer& server, const FillModel& fill) {
  const std::string value(fill.size, 'x');
  const std::uint64_t batch =
      std::clamp(kBatchBytes / std::max<std::uint64_t>(1, fill.size), std::uint64_t{1}, kBatchKeys);
  std::vector<Command> commands;
  for (std::uint64_t i = 0; i < fill.count; ++i) {
    Command command = {"SET", fill.prefix + std::to_string(i), value};
    if (fill.ttl) {
      command.emplace_back("PX");
      command.push_back(std::to_string(fill.ttl->count()));
    }
    commands.push_back(std::move(command));
    if (commands.size() < batch && i + 1 < fill.count) continue;
    Send(server, commands);
    commands.clear();
  }
}

}  // namespace

void PutData(RedisServer& server, const DataModel& data, EnvironmentText& environment) {
  std::vector<Command> commands = data.commands;
  for (Command& command : commands) {
    for (std::string& argument : command) argument = environment.Fill(argument);
  }
  if (!commands.empty()) Send(server, commands);
  for (const FillModel& fill : data.fills) Put(server, fill);
}

}  // namespace gtest_redis
