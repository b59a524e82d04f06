#include "engine/registry_auth.h"

#include <unistd.h>

#include <atomic>
#include <boost/beast/core/detail/base64.hpp>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <optional>

#include "engine/engine_address.h"
#include "engine/engine_error.h"
#include "process/child.h"
#include "process/keeper.h"

namespace gtest_redis {
namespace {

using nlohmann::json;
namespace base64 = boost::beast::detail::base64;

constexpr std::chrono::seconds kHelperTimeout{20};

struct Credentials {
  std::string user;
  std::string secret;
  bool is_token = false;
};

std::string Decode(const std::string& text) {
  std::string bytes(base64::decoded_size(text.size()) + 3, '\0');
  bytes.resize(base64::decode(bytes.data(), text.data(), text.size()).first);
  return bytes;
}

// The header wants the alphabet for URLs.
std::string Encode(const std::string& bytes) {
  std::string text(base64::encoded_size(bytes.size()), '\0');
  text.resize(base64::encode(text.data(), bytes.data(), bytes.size()));
  for (char& c : text) c = c == '+' ? '-' : c == '/' ? '_' : c;
  return text;
}

std::string ReadAndRemove(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  unlink(path.c_str());
  return text;
}

// What `docker-credential-NAME get` answers, which takes the registry from its input. A child's
// output is a file here.
std::optional<Credentials> AskHelper(const std::string& name, const std::string& key) {
  static std::atomic<int> count{0};
  const std::string program = "docker-credential-" + name;
  if (name.find('/') != std::string::npos || FindProgram(program).empty()) {
    throw EngineError("there is no '" + program + "' on PATH");
  }
  const std::string output = Keeper::Get().directory() + "/credentials-" + std::to_string(++count);
  Child helper =
      Child::Start({{"/bin/sh", "-c", R"(printf %s "$0" | "$1" get 2>/dev/null)", key, program},
                    {},
                    "",
                    output});
  const bool ended = helper.WaitForExit(Deadline(kHelperTimeout));
  const bool failed = ended && helper.exit_status()->number != 0;
  helper.Stop(std::chrono::milliseconds(0));
  const std::string text = ReadAndRemove(output);
  if (!ended) {
    throw EngineError("'" + program + " get' did not answer within " +
                      std::to_string(kHelperTimeout.count()) + " s");
  }
  // The protocol's words for having none.
  if (text.find("credentials not found") != std::string::npos) return std::nullopt;
  if (failed) {
    throw EngineError("'" + program + " get' " + helper.exit_status()->ToString() + ": " + text);
  }
  const json answer = json::parse(text);
  Credentials found{answer.at("Username"), answer.at("Secret")};
  found.is_token = found.user == "<token>";
  return found;
}

std::optional<Credentials> FindIn(const json& config, const std::string& key) {
  const auto helpers = config.find("credHelpers");
  if (helpers != config.end() && helpers->contains(key)) return AskHelper(helpers->at(key), key);
  const std::string store = config.value("credsStore", "");
  if (!store.empty()) return AskHelper(store, key);
  const auto auths = config.find("auths");
  if (auths == config.end()) return std::nullopt;
  for (const std::string& form : {key, "https://" + key, "https://" + key + "/v1/"}) {
    if (!auths->contains(form)) continue;
    const json& auth = auths->at(form);
    const std::string token = auth.value("identitytoken", "");
    if (!token.empty()) return Credentials{"", token, true};
    const std::string pair = Decode(auth.value("auth", ""));
    const auto colon = pair.find(':');
    if (colon == std::string::npos) continue;
    return Credentials{pair.substr(0, colon), pair.substr(colon + 1), false};
  }
  return std::nullopt;
}

}  // namespace

RegistryAuth FindRegistryAuth(const ImageReference& image) {
  const std::string path = DockerConfigDirectory() + "/config.json";
  const std::string key = image.CredentialKey();
  RegistryAuth auth;
  std::ifstream file(path);
  if (!file) return auth;
  try {
    const auto found = FindIn(json::parse(file), key);
    if (!found) return auth;
    json header = {{"serveraddress", key}};
    if (found->is_token) {
      header["identitytoken"] = found->secret;
    } else {
      header["username"] = found->user;
      header["password"] = found->secret;
    }
    auth.header = Encode(header.dump());
  } catch (const std::exception& error) {
    auth.problem = "no credentials could be read from '" + path + "': " + error.what();
  }
  return auth;
}

}  // namespace gtest_redis
