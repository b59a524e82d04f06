#include "server/redis_conf.h"

#include <cctype>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include "gtest_redis/server/server_error.h"
#include "process/system_error.h"

namespace gtest_redis {
namespace {

// Directives that only newer servers know. They stand first in the file, so that a refusal of one
// of them is told from a refusal of the user's by its line number.
constexpr const char* kOptionalDirectives =
    "enable-debug-command yes\n"
    "enable-protected-configs yes\n"
    "latency-tracking no\n"
    "crash-memcheck-enabled no\n";
constexpr int kOptionalLines = 4;

// Redis takes the names of directives in either case.
std::string LowerCase(std::string name) {
  for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return name;
}

bool IsOwnDirective(const std::string& name) {
  static const auto* const directives = new std::set<std::string>{
      "bind", "daemonize", "dir", "logfile", "port", "unixsocket", "unixsocketperm"};
  return directives->count(LowerCase(name)) > 0;
}

}  // namespace

void CheckOptions(const ServerOptions& options) {
  for (const auto& [name, value] : options.config) {
    if (IsOwnDirective(name)) {
      throw ServerError("the directive '" + name +
                        "' is not open to change: a private server listens and "
                        "lives where the library puts it; see RedisServer::url() and directory()");
    }
    if (name.empty() || name.find_first_of(" \t\r\n") != std::string::npos) {
      throw ServerError("'" + name + "' is no directive of redis.conf");
    }
  }
  if (options.database < 0) {
    throw ServerError("database '" + std::to_string(options.database) + "' is below 0");
  }
}

ServerOptions WithDirectives(ServerOptions options,
                             const std::map<std::string, std::string>& config) {
  for (const auto& [name, value] : config) {
    for (auto own = options.config.begin(); own != options.config.end();) {
      own = LowerCase(own->first) == LowerCase(name) ? options.config.erase(own) : std::next(own);
    }
  }
  options.config.insert(config.begin(), config.end());
  CheckOptions(options);
  return options;
}

std::string Quoted(const std::string& value) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string quoted = "\"";
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20) {
      quoted += "\\x";
      quoted += kHex[byte >> 4];
      quoted += kHex[byte & 15];
      continue;
    }
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

std::string RedisConf(const ServerOptions& options, const ServerPlace& place,
                      bool optional_directives) {
  std::ostringstream text;
  if (optional_directives) text << kOptionalDirectives;
  text << "save \"\"\nappendonly no\nrepl-diskless-sync-delay 0\nhz 100\n";
  if (!place.config_file.empty()) text << "include " << Quoted(place.config_file) << "\n";
  // Behind the user's file, which may say where another server listens and lives.
  text << "port " << place.port << "\nbind " << place.bind << "\ndaemonize no\nlogfile \"\"\n";
  if (!place.socket.empty()) {
    text << "unixsocket " << Quoted(place.socket) << "\nunixsocketperm 700\n";
  }
  if (!place.directory.empty()) text << "dir " << Quoted(place.directory) << "\n";
  if (!place.acl_file.empty()) text << "aclfile " << Quoted(place.acl_file) << "\n";
  if (options.database >= 16) text << "databases " << options.database + 1 << "\n";
  if (!options.maxmemory.empty()) text << "maxmemory " << options.maxmemory << "\n";
  if (!options.maxmemory_policy.empty()) {
    text << "maxmemory-policy " << options.maxmemory_policy << "\n";
  }
  if (!options.password.empty()) text << "requirepass " << Quoted(options.password) << "\n";
  for (const auto& [name, value] : options.config) {
    std::istringstream lines(value);
    std::string line;
    do {
      std::getline(lines, line);
      text << name << " " << line << "\n";
    } while (!lines.eof());
  }
  return text.str();
}

bool RefusedOptionalDirective(const std::string& log) {
  static const std::string kAtLine = "at line ";
  const auto at = log.rfind(kAtLine);
  if (at == std::string::npos || log.find("CONFIG FILE ERROR") == std::string::npos) return false;
  return std::strtol(log.c_str() + at + kAtLine.size(), nullptr, 10) <= kOptionalLines;
}

std::string ReadOptionFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string content{std::istreambuf_iterator<char>(file), {}};
  if (!file) throw ServerError("cannot read '" + path + "': " + ErrnoText(errno));
  return content;
}

}  // namespace gtest_redis
