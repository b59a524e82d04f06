#include "contract/replay.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <regex>

#include "gtest_redis/redis/error.h"

namespace gtest_redis {
namespace {

using nlohmann::json;

std::string ReadKept(const std::string& folder, const std::string& name) {
  if (!std::filesystem::is_directory(folder)) {
    throw Error("there is no folder '" + folder + "'");
  }
  std::ifstream file(folder + "/" + name, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file) {
    throw Error("'" + folder + "' is no folder that was kept of a failure: there is no '" + name +
                "' in it");
  }
  return text;
}

// Throws json::exception.
Replay FromJson(const json& kept, const std::string& folder) {
  Replay replay;
  replay.folder = folder;
  const json& redis = kept.at("redis");
  if (redis.contains("version")) {
    replay.redis =
        redis.at("product").get<std::string>() + " " + redis.at("version").get<std::string>();
  }
  replay.database = redis.value("database", 0);
  if (!kept.contains("contract")) return replay;
  replay.contract = folder + "/" + kept.at("contract").get<std::string>();
  replay.file = kept.value("file", "");
  kept.at("state").get_to(replay.state);
  kept.at("requests").get_to(replay.requests);
  kept.at("seed").get_to(replay.seed);
  kept.at("command").get_to(replay.command);
  kept.at("findings").get_to(replay.findings);
  replay.round = kept.value("round", 1);
  replay.directory = kept.value("directory", "");
  for (const auto& [place, was] : kept.value("left_out", std::map<std::string, std::string>())) {
    replay.left_out[folder + "/" + place] = was;
  }
  return replay;
}

}  // namespace

Replay Replay::Read(const std::string& folder) {
  const std::string text = ReadKept(folder, "replay.json");
  try {
    return FromJson(json::parse(text), folder);
  } catch (const json::exception& error) {
    throw Error("'" + folder + "/replay.json' is not what a failure leaves: " + error.what());
  }
}

std::vector<std::string> Replay::MissingVariables(const std::vector<std::string>& words) const {
  json said;
  try {
    said = json::parse(ReadKept(folder, std::filesystem::relative(contract, folder)), nullptr, true,
                       /*ignore_comments=*/true);
    if (said.contains("states")) said["states"] = {{state, said["states"].value(state, json())}};
  } catch (const json::exception& error) {
    throw Error("'" + contract + "' is no contract: " + error.what());
  }
  said["command"] = words;
  const std::string text = said.dump();
  static const auto* const variable = new std::regex("\\{env:([^}]*)\\}");
  std::set<std::string> missing;
  for (std::sregex_iterator it(text.begin(), text.end(), *variable), end; it != end; ++it) {
    const std::string name = (*it)[1];
    if (std::getenv(name.c_str()) == nullptr) missing.insert(name);
  }
  return {missing.begin(), missing.end()};
}

void Replay::RequireFiles() const {
  for (const auto& [place, was] : left_out) {
    if (std::filesystem::exists(place)) continue;
    throw Error("it needs the body '" + place +
                "', which was not kept, because there is a secret " +
                "in it; copy it there; it was '" + was + "'");
  }
}

bool IsSameFailure(std::set<std::string> findings, const std::set<std::string>& kept) {
  const std::string late = ToString(FindingKind::kLate);
  if (kept.count(late) == 0) findings.erase(late);
  return findings == kept;
}

std::set<std::string> KindsOf(const StateReport& report) {
  std::set<std::string> kinds;
  for (const Finding& finding : report.Findings()) kinds.insert(ToString(finding.kind));
  return kinds;
}

}  // namespace gtest_redis
