#include "contract/secrets.h"

#include <algorithm>
#include <cctype>
#include <functional>
#include <map>
#include <set>

#include "contract/secret_scan.h"

namespace gtest_redis {
namespace {

using Words = std::vector<std::string>;

bool IsUpper(char c) { return std::isupper(static_cast<unsigned char>(c)) != 0; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsAlphanumeric(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

// In lower case, without digits at their ends.
Words WordsOf(std::string_view name) {
  Words words(1);
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    const bool after_lower = i > 0 && !IsUpper(name[i - 1]);
    const bool before_lower = i + 1 < name.size() && IsAlphanumeric(name[i + 1]) &&
                              !IsUpper(name[i + 1]) && !IsDigit(name[i + 1]);
    const bool begins = !IsAlphanumeric(c) || (IsUpper(c) && (after_lower || before_lower));
    if (begins && !words.back().empty()) words.emplace_back();
    if (IsAlphanumeric(c)) {
      words.back() += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  for (std::string& word : words) word.erase(word.find_last_not_of("0123456789") + 1);
  words.erase(std::remove(words.begin(), words.end(), ""), words.end());
  return words;
}

bool EndsWith(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

bool IsSecretWord(const std::string& word) {
  static const auto* const words = new std::set<std::string>{
      "pass",      "auth",       "authorization", "cookie",     "cookies",
      "passwords", "secrets",    "tokens",        "credential", "credentials",
      "creds",     "masterauth", "basicauth",     "masteruser", "requirepass"};
  if (words->count(word) > 0) return true;
  for (const char* end : {"password", "passwd", "passphrase", "secret", "token", "apikey",
                          "privatekey", "secretkey", "accesskey"}) {
    if (EndsWith(word, end)) return true;
  }
  return false;
}

// "api key".
bool IsKindOfKey(const std::string& word) {
  static const auto* const words = new std::set<std::string>{
      "access", "api", "encryption", "master", "private", "secret", "shared", "signing"};
  return words->count(word) > 0;
}

bool IsHarmless(const std::string& last_word) {
  static const auto* const words = new std::set<std::string>{
      "address",  "clients", "count",  "counts",   "dir",    "directory", "enabled",
      "endpoint", "error",   "errors", "expires",  "expiry", "failed",    "failures",
      "file",     "host",    "kind",   "length",   "limit",  "method",    "name",
      "path",     "policy",  "port",   "required", "size",   "sock",      "socket",
      "timeout",  "ttl",     "type",   "uri",      "url"};
  return words->count(last_word) > 0;
}

std::string VariableName(const std::string& name) {
  std::string variable;
  for (const char c : name) {
    variable +=
        IsAlphanumeric(c) ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : '_';
  }
  return variable.substr(variable.find_first_not_of('_'));
}

// "401", "5xx", "200-204": a request may bear any name.
bool IsStatus(const std::string& value) {
  if (value.size() != 3 && value.size() != 7) return false;
  return value.find_first_not_of("0123456789x-") == std::string::npos && value[0] >= '1' &&
         value[0] <= '5';
}

std::string TextOf(const FoundSecret& secret, const std::string& text) {
  return text.substr(secret.begin, secret.end - secret.begin);
}

std::vector<FoundSecret> FindContractSecrets(const std::string& text) {
  std::vector<FoundSecret> secrets = FindSecrets(text);
  const auto stays = [&](const FoundSecret& secret) {
    return secret.captured || IsStatus(TextOf(secret, text));
  };
  secrets.erase(std::remove_if(secrets.begin(), secrets.end(), stays), secrets.end());
  return secrets;
}

std::string Replace(const std::string& text, const std::vector<FoundSecret>& secrets,
                    const std::function<std::string(const FoundSecret&)>& replacement) {
  std::string replaced;
  std::size_t done = 0;
  for (const FoundSecret& secret : secrets) {
    replaced.append(text, done, secret.begin - done);
    const std::string quote = secret.number ? "\"" : "";
    replaced += quote + replacement(secret) + quote;
    done = secret.end;
  }
  return replaced.append(text, done, std::string::npos);
}

}  // namespace

bool IsSecretName(std::string_view name) {
  const Words words = WordsOf(name);
  if (words.empty() || IsHarmless(words.back())) return false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (IsSecretWord(words[i])) return true;
    if (words[i] == "pwd" && words.size() > 1) return true;  // PWD is a directory.
    if (i > 0 && words[i] == "key" && IsKindOfKey(words[i - 1])) return true;
  }
  return false;
}

std::string WithoutSecrets(const std::string& text) {
  return Replace(text, FindSecrets(text), [](const FoundSecret&) { return "***"; });
}

std::string ContractWithoutSecrets(const std::string& text) {
  std::map<std::string, std::string> variables;  // By the secret.
  std::set<std::string> taken;
  return Replace(text, FindContractSecrets(text), [&](const FoundSecret& secret) {
    std::string& variable = variables[TextOf(secret, text)];
    if (variable.empty()) {
      const std::string name = VariableName(secret.name);
      variable = name;
      for (int i = 2; !taken.insert(variable).second; ++i)
        variable = name + "_" + std::to_string(i);
    }
    return "{env:" + variable + "}";
  });
}

std::vector<std::string> SecretsOfContract(const std::string& text) {
  std::vector<std::string> secrets;
  for (const FoundSecret& secret : FindContractSecrets(text)) {
    secrets.push_back(TextOf(secret, text));
  }
  return secrets;
}

}  // namespace gtest_redis
