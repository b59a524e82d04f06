#include "server/mark.h"

#include <ctime>

#include "server/script_note.h"

namespace gtest_redis::mark {
namespace {

constexpr Day kSecondsADay = 24 * 60 * 60;

std::string Text(int database, Day day, const char* owner) {
  return "database " + std::to_string(database) + " belongs to " + owner + ", day " +
         std::to_string(day);
}

std::string MarkText(int database, Day day) { return Text(database, day, "tests"); }
std::string RevocationText(int database, Day day) { return Text(database, day, "strangers"); }

}  // namespace

Day DayOf(const Reply& time) {
  if (time.is_error()) return std::time(nullptr) / kSecondsADay;
  return std::stoll(time.array().front().string()) / kSecondsADay;
}

Day Today(Connection& redis) { return DayOf(redis.Command("TIME")); }

std::vector<std::string> SetCommand(int database, Day day) {
  return LeaveNote(MarkText(database, day));
}

std::vector<std::string> RevokeCommand(int database, Day day) {
  return LeaveNote(RevocationText(database, day));
}

std::set<int> Find(Connection& redis, const std::vector<int>& databases, Day today) {
  std::vector<std::string> texts;
  for (const int database : databases) {
    for (Day age = 0; age < kLifetime; ++age) {
      texts.push_back(RevocationText(database, today - age));
      texts.push_back(MarkText(database, today - age));
    }
  }
  const std::vector<bool> found = FindNotes(redis, texts);
  std::set<int> marked;
  std::size_t at = 0;
  for (const int database : databases) {
    bool revoked = false;  // From the newest day to the oldest.
    for (Day age = 0; age < kLifetime; ++age) {
      revoked = revoked || found[at++];
      if (found[at++] && !revoked) marked.insert(database);
    }
  }
  return marked;
}

}  // namespace gtest_redis::mark
