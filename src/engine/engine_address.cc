#include "engine/engine_address.h"

#include <netdb.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>

#include "engine/engine_error.h"
#include "process/resolve.h"

namespace gtest_redis {
namespace {

using nlohmann::json;

constexpr int kDefaultPort = 2375;

std::string Variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

bool TakePrefix(std::string& text, const std::string& prefix) {
  if (text.compare(0, prefix.size(), prefix) != 0) return false;
  text.erase(0, prefix.size());
  return true;
}

EngineAddress ParseTcp(const std::string& text, std::string authority) {
  while (!authority.empty() && authority.back() == '/') authority.pop_back();
  EngineAddress address;
  address.port = kDefaultPort;
  const auto bracket = authority.find(']');
  const auto colon = authority.find(':', bracket == std::string::npos ? 0 : bracket);
  address.host = authority.substr(0, colon);
  if (address.host.size() > 2 && address.host.front() == '[' && address.host.back() == ']') {
    address.host = address.host.substr(1, address.host.size() - 2);
  }
  if (colon != std::string::npos) {
    const std::string port = authority.substr(colon + 1);
    const bool digits = !port.empty() && port.size() <= 5 &&
                        port.find_first_not_of("0123456789") == std::string::npos;
    address.port = digits ? std::stoi(port) : 0;
  }
  if (address.host.empty() || address.host.find_first_of("/@[] ") != std::string::npos ||
      address.port < 1 || address.port > 65535) {
    throw EngineError("'" + text +
                      "' is no address of an engine: expected unix:///PATH or "
                      "tcp://HOST:PORT");
  }
  return address;
}

// {} when there is no such file; what is in it must be JSON.
json ReadJson(const std::filesystem::path& path) {
  std::ifstream file(path);
  if (!file) return json::object();
  json value = json::parse(file, nullptr, false);
  if (!value.is_object()) throw EngineError("'" + path.string() + "' is not a JSON object");
  return value;
}

// The address of a context, which Docker keeps in a directory named after a digest of its name.
std::string ContextAddress(const std::string& name) {
  const std::filesystem::path directory = DockerConfigDirectory() + "/contexts/meta";
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(directory, ignored)) {
    const json meta = ReadJson(entry.path() / "meta.json");
    if (meta.value("Name", "") != name) continue;
    return meta.value(json::json_pointer("/Endpoints/docker/Host"), "");
  }
  throw EngineError("there is no Docker context '" + name + "' in '" + directory.string() +
                    "'; 'docker context ls' lists them");
}

// The current Docker context; none for Docker's own "default".
std::vector<EngineCandidate> CurrentContext() {
  EngineCandidate candidate;
  std::string name = Variable("DOCKER_CONTEXT");
  candidate.source = name.empty() ? "the current Docker context" : "DOCKER_CONTEXT";
  try {
    if (name.empty()) {
      name = ReadJson(DockerConfigDirectory() + "/config.json").value("currentContext", "");
    }
    if (name.empty() || name == "default") return {};
    candidate.source += " '" + name + "'";
    candidate.address = ContextAddress(name);
  } catch (const EngineError& error) {
    candidate.problem = error.what();
  } catch (const json::exception& error) {
    candidate.problem = std::string("Docker's configuration cannot be read: ") + error.what();
  }
  return {candidate};
}

std::vector<EngineCandidate> KnownSockets() {
  std::vector<EngineCandidate> candidates;
  const auto add = [&candidates](const std::string& source, const std::string& path) {
    candidates.push_back({source, "unix://" + path, ""});
  };
  const std::string home = Variable("HOME");
  std::string runtime = Variable("XDG_RUNTIME_DIR");
  if (runtime.empty()) runtime = "/run/user/" + std::to_string(getuid());
  add("Docker", "/var/run/docker.sock");
  add("rootless Docker", runtime + "/docker.sock");
  if (!home.empty()) {
    add("rootless Docker", home + "/.docker/run/docker.sock");
    add("Docker Desktop", home + "/.docker/desktop/docker.sock");
  }
  const std::string podman = Variable("CONTAINER_HOST");
  if (!podman.empty()) candidates.push_back({"CONTAINER_HOST", podman, ""});
  add("Podman", "/run/podman/podman.sock");
  add("rootless Podman", runtime + "/podman/podman.sock");
  return candidates;
}

}  // namespace

std::string EngineAddress::ToString() const {
  if (local()) return "unix://" + socket;
  const bool is_ipv6 = host.find(':') != std::string::npos;
  return "tcp://" + (is_ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

EngineAddress EngineAddress::Parse(const std::string& text) {
  std::string rest = text;
  if (TakePrefix(rest, "unix://")) {
    if (rest.empty() || rest.front() != '/') {
      throw EngineError("'" + text + "' is no address of an engine: expected unix:///PATH");
    }
    EngineAddress address;
    address.socket = rest;
    return address;
  }
  if (TakePrefix(rest, "ssh://")) {
    throw EngineError("'" + text + "': ssh is not spoken here; forward the engine's socket with " +
                      "'ssh -nNT -L /tmp/engine.sock:/var/run/docker.sock HOST', and set " +
                      "DOCKER_HOST=unix:///tmp/engine.sock");
  }
  if (TakePrefix(rest, "npipe://")) {
    throw EngineError("'" + text + "': a Windows pipe is not spoken here; " +
                      "let the engine listen on tcp, and set DOCKER_HOST=tcp://127.0.0.1:2375");
  }
  const bool has_scheme = TakePrefix(rest, "tcp://") || TakePrefix(rest, "http://");
  const bool is_https = TakePrefix(rest, "https://");
  if (is_https || !Variable("DOCKER_TLS_VERIFY").empty()) {
    throw EngineError("'" + text + "': an engine over TLS is not spoken to here" +
                      (is_https ? "" : " (DOCKER_TLS_VERIFY is set)") +
                      "; use its unix socket, or forward that through ssh");
  }
  if (!has_scheme && rest.find("://") != std::string::npos) {
    throw EngineError("'" + text +
                      "' is no address of an engine: expected unix:///PATH or tcp://HOST:PORT");
  }
  return ParseTcp(text, rest);
}

std::vector<SocketAddress> SocketAddresses(const EngineAddress& address, const Deadline& deadline) {
  std::vector<SocketAddress> found;
  if (address.local()) {
    sockaddr_un local{};
    local.sun_family = AF_UNIX;
    if (address.socket.size() >= sizeof(local.sun_path)) {
      throw EngineError("cannot connect to the engine at '" + address.ToString() +
                            "': a unix socket's path has at most " +
                            std::to_string(sizeof(local.sun_path) - 1) + " characters",
                        0, ENAMETOOLONG);
    }
    address.socket.copy(local.sun_path, sizeof(local.sun_path));
    SocketAddress& one = found.emplace_back();
    std::memcpy(&one.storage, &local, sizeof(local));
    one.size = sizeof(local);
    return found;
  }
  for (const std::string& numeric : Resolve(address.host, deadline)) {
    addrinfo hints{};
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* info = nullptr;
    const std::string port = std::to_string(address.port);
    if (getaddrinfo(numeric.c_str(), port.c_str(), &hints, &info) != 0) continue;
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(info, freeaddrinfo);
    SocketAddress& one = found.emplace_back();
    std::memcpy(&one.storage, info->ai_addr, info->ai_addrlen);
    one.size = info->ai_addrlen;
  }
  return found;
}

std::vector<EngineCandidate> EngineCandidates() {
  const std::string host = Variable("DOCKER_HOST");
  if (!host.empty()) return {{"DOCKER_HOST", host, ""}};
  std::vector<EngineCandidate> candidates = CurrentContext();
  if (!candidates.empty() && !Variable("DOCKER_CONTEXT").empty()) return candidates;
  for (EngineCandidate& candidate : KnownSockets()) candidates.push_back(std::move(candidate));
  return candidates;
}

std::string DockerConfigDirectory() {
  const std::string directory = Variable("DOCKER_CONFIG");
  return directory.empty() ? Variable("HOME") + "/.docker" : directory;
}

}  // namespace gtest_redis
