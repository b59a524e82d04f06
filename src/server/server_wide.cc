#include "server/server_wide.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

namespace gtest_redis {
namespace {

// Commands, and commands with a subcommand, that need the whole server.
const std::set<std::string>& NeedWhole() {
  static const auto* const commands = new std::set<std::string>{
      "ACL DELUSER",   "ACL LOAD",       "ACL LOG RESET",    "ACL SAVE",
      "ACL SETUSER",   "BGREWRITEAOF",   "BGSAVE",           "CLIENT KILL",
      "CLIENT PAUSE",  "CLIENT UNBLOCK", "CLIENT UNPAUSE",   "CONFIG",
      "DEBUG",         "FAILOVER",       "FUNCTION DELETE",  "FUNCTION FLUSH",
      "FUNCTION KILL", "FUNCTION LOAD",  "FUNCTION RESTORE", "LATENCY RESET",
      "MEMORY PURGE",  "MODULE",         "REPLICAOF",        "SAVE",
      "SCRIPT FLUSH",  "SCRIPT KILL",    "SLAVEOF",          "SLOWLOG RESET"};
  return *commands;
}

// Exceptions to a whole command above: these only look.
const std::set<std::string>& OnlyLook() {
  static const auto* const commands =
      new std::set<std::string>{"CONFIG GET",   "CONFIG HELP",   "DEBUG HELP",  "DEBUG LISTPACK",
                                "DEBUG OBJECT", "DEBUG ZIPLIST", "MODULE HELP", "MODULE LIST"};
  return *commands;
}

const std::map<std::string, std::string>& TooFar() {
  static const std::string kEnds = "it ends a server that is not this program's";
  static const auto* const commands = new std::map<std::string, std::string>{
      {"CLUSTER", "it makes the server part of a cluster"},
      {"CONFIG REWRITE", "it writes what a test changed to the server's file; nothing undoes that"},
      {"DEBUG CRASH-AND-RECOVER", kEnds},
      {"DEBUG LOADAOF", "it replaces the keys of every database"},
      {"DEBUG OOM", kEnds},
      {"DEBUG PANIC", kEnds},
      {"DEBUG RELOAD", "it replaces the keys of every database"},
      {"DEBUG RESTART", kEnds},
      {"DEBUG SEGFAULT", kEnds},
      {"FLUSHALL", "it empties every database; FLUSHDB empties this program's own"},
      {"MIGRATE", "it moves keys to another server"},
      {"MOVE", "it writes to another database, which is not this program's"},
      {"PSYNC", "it makes the connection a replica"},
      {"SHUTDOWN", kEnds},
      {"SWAPDB", "it exchanges databases that are not this program's"},
      {"SYNC", "it makes the connection a replica"}};
  return *commands;
}

// The script that `command` brings; empty when it brings none.
std::string ScriptOf(const std::string& name, const std::vector<std::string>& command) {
  if (command.size() < 2) return "";
  if (name == "EVAL" || name == "EVAL_RO") return command[1];
  return name == "SCRIPT" || name == "FUNCTION" ? command.back() : "";
}

// The other database that `command` names, as it was written; empty for none.
std::string OtherDatabase(const std::string& name, const std::vector<std::string>& command,
                          int database) {
  std::string named;
  if (name == "SELECT" && command.size() == 2) named = command[1];
  if (name == "RESET") named = "0";
  if (name == "COPY") {
    for (std::size_t i = 3; i + 1 < command.size(); ++i) {
      if (UpperCase(command[i]) == "DB") named = command[i + 1];
    }
  }
  return named == std::to_string(database) ? "" : named;
}

}  // namespace

std::string UpperCase(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

ServerWide Judge(const std::vector<std::string>& command, int database) {
  if (command.empty()) return {};
  const std::string name = UpperCase(command.front());
  const std::string both = command.size() > 1 ? name + " " + UpperCase(command[1]) : name;
  for (const std::string& key : {name, both}) {
    const auto found = TooFar().find(key);
    if (found != TooFar().end()) return {Reach::kTooFar, found->second};
  }
  if (const std::string other = OtherDatabase(name, command, database); !other.empty()) {
    return {Reach::kTooFar, "this program has database " + std::to_string(database) +
                                " of this server, and not '" + other +
                                "'; AttachOptions::database asks for another"};
  }
  if (UpperCase(ScriptOf(name, command)).find("FLUSHALL") != std::string::npos) {
    return {Reach::kTooFar, TooFar().at("FLUSHALL")};
  }
  const bool needs = NeedWhole().count(name) + NeedWhole().count(both) != 0;
  return {needs && OnlyLook().count(both) == 0 ? Reach::kServer : Reach::kDatabase, ""};
}

}  // namespace gtest_redis
