#include "contract/known_placeholders.h"

#include <algorithm>
#include <cctype>

#include "contract/contract_faults.h"

namespace gtest_redis {
namespace {

bool IsEnvironment(const std::string& word) { return word.rfind("env:", 0) == 0; }

std::string NoPlaceholder(const std::string& word, const std::vector<std::string>& known) {
  std::vector<std::string> braced;
  braced.reserve(known.size());
  for (const std::string& one : known) braced.push_back("{" + one + "}");
  return NoSuch("placeholder", "{" + word + "}", braced);
}

}  // namespace

void KnownPlaceholders::Add(const std::string& request, const std::string& value) {
  captured_.insert(request + "." + value);
}

std::string KnownPlaceholders::Mistake(const std::string& word,
                                       const std::vector<std::string>& requests) const {
  if (IsEnvironment(word)) return EnvironmentMistake(word);
  if (word == "unique" || word == "number" || captured_.count(word) > 0) return "";
  const std::string request = word.substr(0, word.find('.'));
  const bool is_request = std::find(requests.begin(), requests.end(), request) != requests.end();
  if (word != request && is_request) {
    const auto begins = captured_.lower_bound(request + ".");
    if (begins == captured_.end() || begins->rfind(request + ".", 0) != 0) {
      return "'" + request + "' captures nothing, or does not come before this request";
    }
  }
  std::vector<std::string> known{"unique", "number", "env:NAME"};
  known.insert(known.end(), captured_.begin(), captured_.end());
  return NoPlaceholder(word, known) + " ('{{' stands for '{')";
}

std::string KnownPlaceholders::RequestOf(const std::string& word) const {
  return captured_.count(word) > 0 ? word.substr(0, word.find('.')) : "";
}

std::string EnvironmentMistake(const std::string& word) {
  if (!IsEnvironment(word)) return "";
  const std::string name = word.substr(4);
  const bool good = !name.empty() && std::isdigit(static_cast<unsigned char>(name[0])) == 0 &&
                    std::all_of(name.begin(), name.end(), [](char c) {
                      return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
                    });
  return good ? "" : "'" + name + "' is no name of a variable of the environment";
}

std::string ServicePlaceholderMistake(const std::string& word) {
  if (IsEnvironment(word)) return EnvironmentMistake(word);
  static const auto* const words = new std::vector<std::string>{"listen",
                                                                "port",
                                                                "redis",
                                                                "redis_host",
                                                                "redis_port",
                                                                "redis_db",
                                                                "redis_user",
                                                                "redis_password",
                                                                "redis_socket",
                                                                "redis_direct",
                                                                "redis_direct_host",
                                                                "redis_direct_port",
                                                                "env:NAME"};
  const bool known = std::find(words->begin(), words->end(), word) != words->end();
  return known ? "" : NoPlaceholder(word, *words);
}

}  // namespace gtest_redis
