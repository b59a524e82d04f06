#include "contract/known_secrets.h"

#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <string_view>

#include "contract/secret_scan.h"
#include "contract/secrets.h"
#include "gtest_redis/redis/url.h"

namespace gtest_redis {
namespace {

// Shorter ones are a part of many words.
constexpr std::size_t kShort = 4;
constexpr std::string_view kReplacement = "***";

bool IsWordCharacter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
}

bool IsWord(const std::string& text, std::size_t begin, std::size_t end) {
  return (begin == 0 || !IsWordCharacter(text[begin - 1])) &&
         (end == text.size() || !IsWordCharacter(text[end]));
}

// Between "redis://:" and "@".
std::string PercentEncoded(const std::string& secret) {
  Url url;
  url.password = secret;
  const std::string text = url.ToString();
  const auto begin = text.find("://:") + 4;
  return text.substr(begin, text.rfind('@') - begin);
}

std::string JsonEscaped(const std::string& secret) {
  const std::string text =
      nlohmann::json(secret).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return text.substr(1, text.size() - 2);
}

}  // namespace

void KnownSecrets::Add(const std::string& secret) { Add(secret, secret.size() < kShort); }

void KnownSecrets::AddContract(const std::string& text) {
  for (const std::string& secret : SecretsOfContract(text)) AddWord(secret);
}

void KnownSecrets::AddEnvironment() {
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string text = *variable;
    for (const FoundSecret& found : FindSecrets(text)) {
      AddWord(text.substr(found.begin, found.end - found.begin));
    }
  }
}

void KnownSecrets::AddWord(const std::string& secret) {
  if (secret.size() >= kShort) Add(secret, true);
}

void KnownSecrets::Add(const std::string& secret, bool whole_word) {
  if (secret.empty()) return;
  for (const std::string& form : {secret, PercentEncoded(secret), JsonEscaped(secret)}) {
    const auto same = std::find_if(known_.begin(), known_.end(),
                                   [&](const Known& known) { return known.secret == form; });
    if (same != known_.end()) {
      same->whole_word = same->whole_word && whole_word;
      continue;
    }
    known_.push_back({form, whole_word});
  }
  std::stable_sort(known_.begin(), known_.end(), [](const Known& one, const Known& other) {
    return one.secret.size() > other.secret.size();
  });
}

std::string KnownSecrets::Replace(std::string text) const {
  for (const auto& [secret, whole_word] : known_) {
    std::string replaced;
    std::size_t done = 0;
    for (std::size_t at = 0; (at = text.find(secret, at)) != std::string::npos;) {
      const std::size_t end = at + secret.size();
      if (!whole_word || IsWord(text, at, end)) {
        replaced.append(text, done, at - done).append(kReplacement);
        done = end;
      }
      at = end;
    }
    text = replaced.append(text, done, std::string::npos);
  }
  return text;
}

}  // namespace gtest_redis
