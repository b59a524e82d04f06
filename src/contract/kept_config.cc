#include "contract/kept_config.h"

#include <array>
#include <sstream>
#include <string_view>

#include "gtest_redis/server/server_error.h"

namespace gtest_redis {
namespace {

// Of the one server that it was, not of what it was like.
bool IsOfThatServer(std::string_view name) {
  constexpr std::array<std::string_view, 17> kNames = {"aclfile",
                                                       "bind",
                                                       "bind-source-addr",
                                                       "daemonize",
                                                       "dbfilename",
                                                       "dir",
                                                       "logfile",
                                                       "pidfile",
                                                       "port",
                                                       "proc-title-template",
                                                       "replicaof",
                                                       "slaveof",
                                                       "supervised",
                                                       "unixsocket",
                                                       "unixsocketperm",
                                                       "databases",
                                                       "oom-score-adj-values"};
  for (const std::string_view own : kNames) {
    if (name == own) return true;
  }
  return name.substr(0, 4) == "tls-" || name.substr(0, 8) == "cluster-";
}

// What Quoted() of redis_conf.h made.
std::string Unquoted(const std::string& text) {
  if (text.size() < 2) return text;
  std::string plain;
  for (std::size_t i = 1; i + 1 < text.size(); ++i) {
    if (text[i] != '\\') {
      plain += text[i];
    } else if (text[i + 1] == 'x' && i + 3 < text.size()) {
      plain += static_cast<char>(std::strtol(text.substr(i + 2, 2).c_str(), nullptr, 16));
      i += 3;
    } else {
      plain += text[++i];
    }
  }
  return plain;
}

std::map<std::string, std::string> ConfigOf(RedisServer& server) {
  const Reply reply = server.Command("CONFIG", "GET", "*");
  if (reply.is_error()) throw ServerError("redis refuses CONFIG GET: " + reply.error_message());
  std::map<std::string, std::string> config;
  for (std::size_t i = 0; i + 1 < reply.array().size(); i += 2) {
    config[reply.array()[i].string()] = reply.array()[i + 1].string();
  }
  return config;
}

}  // namespace

std::map<std::string, std::string> ReadKeptConfig(const std::string& text) {
  std::map<std::string, std::string> config;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const auto space = line.find(' ');
    if (space == std::string::npos) continue;
    const std::string name = line.substr(0, space);
    const std::string value = Unquoted(line.substr(space + 1));
    if (value.find("***") == std::string::npos && !IsOfThatServer(name)) config[name] = value;
  }
  return config;
}

std::vector<ConfigOverride> ApplyKeptConfig(RedisServer& server,
                                            const std::map<std::string, std::string>& config,
                                            std::vector<std::string>& refused) {
  std::vector<ConfigOverride> overrides;
  const std::map<std::string, std::string> now = ConfigOf(server);
  for (const auto& [name, value] : config) {
    const auto found = now.find(name);
    if (found == now.end()) {
      refused.push_back("this redis has no directive '" + name + "'");
    } else if (found->second != value) {
      try {
        overrides.emplace_back(server, Directives{{name, value}});
      } catch (const StateError& error) {
        refused.emplace_back(error.what());
      }
    }
  }
  return overrides;
}

}  // namespace gtest_redis
