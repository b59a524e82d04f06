#include "cli/given_request.h"

#include <cctype>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "cli/exit_code.h"

namespace gtest_redis {
namespace {

// The next word of `text`, from `begin` on, which is moved behind the spaces that follow it.
std::string NextWord(const std::string& text, std::size_t& begin) {
  const auto end = std::min(text.find(' ', begin), text.size());
  std::string word = text.substr(begin, end - begin);
  begin = std::min(text.find_first_not_of(' ', end), text.size());
  return word;
}

GivenRequest ParseRequest(const std::string& text) {
  GivenRequest given;
  std::size_t begin = std::min(text.find_first_not_of(' '), text.size());
  given.request.method = NextWord(text, begin);
  given.request.target = NextWord(text, begin);
  given.request.body = text.substr(begin);
  const auto is_upper = [](unsigned char letter) { return std::isupper(letter) != 0; };
  bool is_method = !given.request.method.empty();
  for (const char letter : given.request.method) is_method = is_method && is_upper(letter);
  if (!is_method || given.request.target.rfind('/', 0) != 0) {
    throw UsageError(
        "--request takes 'METHOD PATH [BODY]', such as 'POST /signals {\"name\": "
        "\"a\"}', and not '" +
        text + "'");
  }
  return given;
}

std::string ReadBody(const std::string& file) {
  std::error_code error;
  std::ifstream in(file, std::ios::binary);
  if (!in || std::filesystem::is_directory(file, error)) {
    throw UsageError("cannot read '" + file + "', which --body-file names");
  }
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

bool TakesBody(const GivenRequest& given) {
  const std::set<std::string> methods = {"POST", "PUT", "PATCH"};
  return given.request.body.empty() && methods.count(given.request.method) > 0;
}

}  // namespace

std::vector<GivenRequest> ParseRequests(const std::vector<std::string>& texts,
                                        const std::vector<std::string>& body_files) {
  std::vector<GivenRequest> requests;
  auto file = body_files.begin();
  for (const std::string& text : texts) {
    requests.push_back(ParseRequest(text));
    if (file != body_files.end() && TakesBody(requests.back())) {
      requests.back().request.body = ReadBody(*file++);
    }
  }
  if (file != body_files.end()) {
    throw UsageError("--body-file '" + *file +
                     "' belongs to no request: it is for a --request with POST, PUT or PATCH and "
                     "without a body");
  }
  return requests;
}

std::vector<GivenRequest> UsualRequests() {
  std::vector<GivenRequest> requests;
  for (const char* path : {"/", "/healthz", "/livez", "/health", "/readyz", "/ready"}) {
    requests.push_back({{"GET", path, {}, ""}, true});
  }
  return requests;
}

}  // namespace gtest_redis
