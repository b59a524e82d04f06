#include "contract/secret_scan.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>

#include "contract/secrets.h"

namespace gtest_redis {
namespace {

constexpr std::string_view kSpace = " \t\r";
constexpr std::size_t kHashLength = 64;  // Of an ACL rule: '#' and SHA-256 in hexadecimal digits.

bool IsNameCharacter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-';
}

bool IsOneOf(char c, std::string_view characters) {
  return characters.find(c) != std::string_view::npos;
}

bool StartsWith(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

// Values that tell nothing, where they stand without quotes.
bool IsPlainWord(std::string_view value) {
  constexpr std::array<std::string_view, 5> kWords = {"true", "false", "null", "yes", "no"};
  for (const std::string_view word : kWords) {
    if (value == word) return true;
  }
  return false;
}

// "{env:NAME}", "{redis_password}", "{login.token}".
bool IsPlaceholder(std::string_view value) {
  if (value.size() < 3 || value.front() != '{' || value.back() != '}') return false;
  value = value.substr(1, value.size() - 2);
  if (value.find_first_of("{}\" ") != std::string_view::npos) return false;
  return StartsWith(value, "env:") || StartsWith(value, "redis_") || value == "redis" ||
         value == "unique" || value == "number" || value.find('.') != std::string_view::npos;
}

// Directives whose value, the rest of the line, is a secret wherever they stand.
bool IsDirective(std::string_view name) {
  constexpr std::array<std::string_view, 6> kDirectives = {
      "requirepass", "masterauth",        "masteruser",
      "auth-pass",   "tls-key-file-pass", "tls-client-key-file-pass"};
  for (const std::string_view directive : kDirectives) {
    if (name == directive) return true;
  }
  return false;
}

/// One walk from the begin of a text to its end.
class Scan {
 public:
  explicit Scan(const std::string& text) : text_(text), line_end_(FindOrEnd("\r\n", 0)) {}

  std::vector<FoundSecret> Secrets() {
    while (at_ < text_.size()) Step();
    return std::move(found_);
  }

 private:
  void Step() {
    const char c = text_[at_];
    if (c == '\n') {
      in_string_ = false;
      line_ = ++at_;
    } else if (c == '\\') {
      at_ += in_string_ && At(at_ + 1) != '\n' ? 2 : 1;
    } else if (c == '"') {
      in_string_ = !in_string_;
      ++at_;
    } else if (c == ':' && Sees(at_, "://")) {
      UserInformation();
    } else if ((c == '>' || c == '#') && BeginsWord(at_) && (in_string_ || At(at_ - 1) != '"')) {
      AclRule();
    } else if (IsNameCharacter(c)) {
      Name();
    } else {
      if (c == '}') in_capture_ = false;
      ++at_;
    }
  }

  // "bob:secret@" of "redis://bob:secret@host".
  void UserInformation() {
    at_ += 3;
    const std::size_t end = FindOrEnd("/?# \t\r\n\"<>", at_);
    const std::size_t sign = text_.rfind('@', end - 1);
    if (end == at_ || sign == std::string::npos || sign < at_) return;
    const std::size_t colon = text_.find(':', at_);
    Found(colon < sign ? colon + 1 : at_, sign, "url-password");
  }

  // ">password" or "#hash".
  void AclRule() {
    const std::size_t begin = at_ + 1;
    const std::size_t end = WordEnd(begin);
    const bool rule =
        text_[at_] == '>' ? At(begin) != '>' && At(begin) != '=' : end - begin == kHashLength;
    at_ = begin;
    if (rule) Found(begin, end, "acl-password");
  }

  void Name() {
    const std::size_t word = at_;
    at_ = text_.find_first_not_of('-', at_);
    if (at_ == std::string::npos || !IsNameCharacter(text_[at_])) {
      at_ = std::min(at_, text_.size());
      return;
    }
    const bool flag = at_ > word && BeginsWord(word);
    const std::size_t begin = at_;
    while (at_ < text_.size() && IsNameCharacter(text_[at_])) ++at_;
    const std::string name = text_.substr(begin, at_ - begin);
    if (name == "capture" && in_string_) in_capture_ = true;
    if (!IsSecretName(name)) return;

    const bool quoted = in_string_ && At(at_) == '"';  // The last of a string, such as a member.
    const std::size_t next = AfterQuotesAndSpace(at_);
    if (IsOneOf(At(next), ":=") && !Sees(next, "://")) return Assigned(next, quoted, name);
    if (name == "AUTH" && BeginsWord(word)) return Credentials(word);
    const bool alone = word == line_ && !in_string_;
    if (quoted && (flag || IsDirective(name))) return NextString(name);
    if (IsDirective(name)) return Value(next, Closing(next), name);
    if (flag && next > at_) return Value(next, WordEnd(next), name);
    if (alone && WordEnd(next) == LineEnd(next)) return Value(next, LineEnd(next), name);
  }

  // Behind a name: its value behind the ':' or '=' at `sign`.
  void Assigned(std::size_t sign, bool quoted, const std::string& name) {
    std::size_t begin = sign + 1;
    const std::string_view space = quoted ? " \t\r\n" : kSpace;
    while (begin < text_.size() && IsOneOf(text_[begin], space)) ++begin;
    if (begin >= text_.size()) return;
    if (quoted) in_string_ = false;  // Its closing quote is behind us.
    if (At(begin) == '[' && quoted) return Strings(begin, name);
    if (At(begin) == '{' && quoted) {
      at_ = begin;
      return;
    }
    if (IsOneOf(At(begin), "\"'\\") && !(in_string_ && At(begin) == '"')) {
      return Value(begin, Closing(begin), name);
    }
    if (quoted) return Number(begin, name);
    const bool header = text_[sign] == ':';
    Value(begin, header || in_string_ ? Closing(begin) : WordEnd(begin), name);
  }

  // In JSON, where something else than a string is; how often AUTH was called is no secret.
  void Number(std::size_t begin, const std::string& name) {
    const std::size_t end = FindOrEnd(",]} \t\r\n", begin);
    at_ = begin;
    if (name == "AUTH" || IsPlainWord(std::string_view(text_).substr(begin, end - begin))) return;
    Found(begin, end, name, true);
  }

  // The arguments of AUTH: on its line, or in its array of strings.
  void Credentials(std::size_t word) {
    if (in_string_ && At(at_) == '"') {
      const std::size_t before = text_.find_last_not_of(" \t\r\n\"", word - 1);
      const bool member = before != std::string::npos && text_[before] == ':';
      if (member || !IsOneOf(At(AfterQuotesAndSpace(at_)), ",\"")) return;
      in_string_ = false;
      return Strings(++at_, "auth");
    }
    for (int i = 0; i < 2; ++i) {
      const std::size_t begin = AfterQuotesAndSpace(at_);
      if (begin == at_ || begin >= text_.size() || IsOneOf(At(begin), "\n\"")) return;
      Value(begin, WordEnd(begin), "auth");
    }
  }

  // All strings up to the next ']'.
  void Strings(std::size_t begin, const std::string& name) {
    at_ = begin;
    while (at_ < text_.size() && text_[at_] != ']') {
      if (text_[at_] == '"') {
        Value(at_, Closing(at_), name);
      } else {
        ++at_;
      }
    }
  }

  // The string behind the one that ends here: ["--password", "secret"].
  void NextString(const std::string& name) {
    in_string_ = false;
    const std::size_t next = text_.find_first_not_of(" \t\r\n,", ++at_);
    if (next != std::string::npos && text_[next] == '"') Value(next, Closing(next), name);
  }

  // What is the value in [begin, end), which may stand between quotes of its own.
  void Value(std::size_t begin, std::size_t end, const std::string& name) {
    at_ = end;
    bool own_quotes = false;
    const std::size_t quote = text_.find_first_not_of('\\', begin);
    if (quote < end && IsOneOf(text_[quote], "\"'")) {
      const std::size_t length = quote + 1 - begin;
      begin += length;
      if (end >= begin + length) end -= length;  // The closing ones are as many.
      own_quotes = true;
    }
    for (const char* scheme : {"Bearer ", "Basic "}) {
      if (Sees(begin, scheme)) begin += std::string_view(scheme).size();
    }
    if (begin >= end) return;
    const std::string_view value = std::string_view(text_).substr(begin, end - begin);
    if (own_quotes || !IsPlainWord(value)) Found(begin, end, name);
  }

  void Found(std::size_t begin, std::size_t end, std::string name, bool number = false) {
    at_ = std::max(at_, end);
    const std::string_view value = std::string_view(text_).substr(begin, end - begin);
    if (value.empty() || IsPlaceholder(value)) return;
    found_.push_back({begin, end, std::move(name), number, in_capture_});
  }

  // Behind the value that begins here: behind its closing quotes, or at the end of the line or of
  // the string around it.
  std::size_t Closing(std::size_t begin) {
    const std::size_t quote = text_.find_first_not_of('\\', begin);
    const bool quoted = quote < text_.size() && IsOneOf(text_[quote], "\"'");
    if (!quoted || (in_string_ && quote == begin && text_[quote] == '"')) {
      return in_string_ ? std::min(StringEnd(begin), LineEnd(begin)) : LineEnd(begin);
    }
    const std::string quotes = text_.substr(begin, quote + 1 - begin);
    for (std::size_t i = quote + 1; i < text_.size() && text_[i] != '\n'; ++i) {
      if (text_.compare(i, quotes.size(), quotes) == 0) return i + quotes.size();
      if (text_[i] == '\\') ++i;
    }
    return LineEnd(begin);
  }

  std::size_t StringEnd(std::size_t begin) const {
    for (std::size_t i = begin; i < text_.size(); ++i) {
      if (text_[i] == '"') return i;
      if (text_[i] == '\\') ++i;
    }
    return text_.size();
  }
  // Kept, because lines may be long.
  std::size_t LineEnd(std::size_t begin) {
    if (begin > line_end_) line_end_ = FindOrEnd("\r\n", begin);
    return std::max(begin, line_end_);
  }
  std::size_t WordEnd(std::size_t begin) {
    if (!in_string_ && IsOneOf(At(begin), "\"'")) return Closing(begin);
    const std::size_t end = FindOrEnd(" \t\r\n", begin);
    return in_string_ ? std::min(end, StringEnd(begin)) : end;
  }
  std::size_t AfterQuotesAndSpace(std::size_t at) const {
    while (at < text_.size() && IsOneOf(text_[at], "\\\"'")) ++at;
    while (at < text_.size() && IsOneOf(text_[at], kSpace)) ++at;
    return at;
  }
  std::size_t FindOrEnd(const char* characters, std::size_t from) const {
    return std::min(text_.find_first_of(characters, from), text_.size());
  }

  bool BeginsWord(std::size_t at) const {
    return at == 0 || IsOneOf(text_[at - 1], " \t\r\n\"'[,");
  }
  bool Sees(std::size_t at, std::string_view what) const {
    return at < text_.size() && text_.compare(at, what.size(), what) == 0;
  }
  char At(std::size_t at) const { return at < text_.size() ? text_[at] : '\n'; }

  const std::string& text_;
  std::size_t at_ = 0;
  std::size_t line_ = 0;  // Where the current one begins.
  std::size_t line_end_;
  bool in_string_ = false;   // Between two '"' of one line.
  bool in_capture_ = false;  // Of a contract, until the next '}'.
  std::vector<FoundSecret> found_;
};

}  // namespace

std::vector<FoundSecret> FindSecrets(const std::string& text) { return Scan(text).Secrets(); }

}  // namespace gtest_redis
