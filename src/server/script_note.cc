#include "server/script_note.h"

#include "gtest_redis/server/server_error.h"

namespace gtest_redis {
namespace {

std::string Script(const std::string& text) { return "-- gtest-redis: " + text; }

std::vector<Reply> Ask(Connection& redis, const std::vector<std::string>& command) {
  const Reply reply = redis.Execute(command);
  if (reply.is_error()) {
    throw ServerError("redis refuses " + command.front() + ": " + reply.error_message());
  }
  return reply.array();
}

}  // namespace

std::vector<std::string> LeaveNote(const std::string& text) {
  return {"SCRIPT", "LOAD", Script(text)};
}

std::vector<bool> FindNotes(Connection& redis, const std::vector<std::string>& texts) {
  if (texts.empty()) return {};
  std::vector<std::string> hash = {
      "EVAL", "local h = {} for i = 1, #ARGV do h[i] = redis.sha1hex(ARGV[i]) end return h", "0"};
  for (const std::string& text : texts) hash.push_back(Script(text));
  std::vector<std::string> exists = {"SCRIPT", "EXISTS"};
  for (const Reply& digest : Ask(redis, hash)) exists.push_back(digest.string());
  std::vector<bool> found;
  for (const Reply& one : Ask(redis, exists)) found.push_back(one.integer() == 1);
  return found;
}

}  // namespace gtest_redis
