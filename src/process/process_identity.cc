#include "process/process_identity.h"

#include <fstream>
#include <sstream>
#include <string>

namespace gtest_redis {

std::optional<ProcessIdentity> ProcessIdentity::Of(pid_t pid) {
  std::ostringstream text;
  text << std::ifstream("/proc/" + std::to_string(pid) + "/stat").rdbuf();
  const std::string stat = text.str();
  // proc(5): behind the name, which may hold anything, come the fields from the third on, the
  // state; the start is the 22nd.
  const auto name_end = stat.rfind(')');
  if (name_end == std::string::npos) return std::nullopt;
  std::istringstream fields(stat.substr(name_end + 1));
  std::string state;
  std::string skipped;
  ProcessIdentity identity{pid, 0};
  fields >> state;
  for (int number = 4; number < 22; ++number) fields >> skipped;
  if (!(fields >> identity.start) || state == "Z" || state == "X") return std::nullopt;
  return identity;
}

bool ProcessIdentity::alive() const {
  const auto now = Of(pid);
  return now && now->start == start;
}

}  // namespace gtest_redis
