#include "server/acl_user.h"

#include <algorithm>
#include <sstream>

namespace gtest_redis {

std::vector<std::string> RulesOf(const Reply& acl_list, const std::string& user) {
  for (const Reply& line : acl_list.array()) {
    // "user default on #8d96... ~* &* +@all"
    std::istringstream words(line.string());
    std::string word;
    words >> word >> word;
    if (word != user) continue;
    std::vector<std::string> rules;
    while (words >> word) rules.push_back(word);
    return rules;
  }
  return {};
}

std::vector<std::string> RestoreUserCommand(const std::string& user,
                                            const std::vector<std::string>& rules,
                                            bool has_selectors) {
  if (rules.empty()) return {"ACL", "DELUSER", user};
  std::vector<std::string> command = {"ACL",       "SETUSER", user,   "resetpass",
                                      "resetkeys", "off",     "-@all"};
  if (has_selectors) command.emplace_back("clearselectors");
  // Redis 6.0 knows no channels; newer ones always say something of them.
  const bool has_channels = std::any_of(rules.begin(), rules.end(), [](const std::string& rule) {
    return rule[0] == '&' || rule == "resetchannels";
  });
  if (has_channels) command.emplace_back("resetchannels");
  command.insert(command.end(), rules.begin(), rules.end());
  return command;
}

}  // namespace gtest_redis
