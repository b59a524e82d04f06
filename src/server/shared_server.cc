#include "server/shared_server.h"

#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>

#include "gtest_redis/server/server_error.h"

namespace gtest_redis {
namespace {

nlohmann::json ToJson(const ProcessIdentity& process) {
  return {{"pid", process.pid}, {"start", process.start}};
}

ProcessIdentity FromJson(const nlohmann::json& json) {
  return {json.at("pid").get<pid_t>(), json.at("start").get<std::uint64_t>()};
}

}  // namespace

void SharedServer::Write(const std::string& path) const {
  const nlohmann::ordered_json json = {
      {"url", url},     {"container", container},   {"engine", engine},
      {"image", image}, {"holder", ToJson(holder)}, {"owner", ToJson(owner)}};
  const std::string unfinished = path + ".unfinished";
  std::ofstream file(unfinished, std::ios::trunc);
  file << json.dump(2) << "\n";
  file.close();
  if (!file || std::rename(unfinished.c_str(), path.c_str()) != 0) {
    throw ServerError("cannot write '" + path + "'");
  }
}

SharedServer SharedServer::Read(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw ServerError("cannot read '" + path + "'");
  try {
    const auto json = nlohmann::json::parse(file);
    return {json.at("url").get<std::string>(),    json.at("container").get<std::string>(),
            json.at("engine").get<std::string>(), json.at("image").get<std::string>(),
            FromJson(json.at("holder")),          FromJson(json.at("owner"))};
  } catch (const nlohmann::json::exception& error) {
    throw ServerError("'" + path + "' is not what `gtest-redis share` writes: " + error.what());
  }
}

}  // namespace gtest_redis
