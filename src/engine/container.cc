#include "engine/container.h"

#include <algorithm>
#include <cerrno>
#include <nlohmann/json.hpp>

#include "engine/log_stream.h"

namespace gtest_redis {
namespace {

using nlohmann::json;

constexpr int kNotFound = 404;
constexpr int kConflict = 409;  // It is not in the state for this: not running, being removed.
constexpr std::chrono::milliseconds kRemovalTimeout{20000};

json HostConfig(const ContainerOptions& options, const std::string& port) {
  // So that Log() works whatever the engine's own default is.
  json config = {{"LogConfig", {{"Type", "json-file"}}}};
  if (options.memory_limit > 0) {
    config["Memory"] = options.memory_limit;
    config["MemorySwap"] = options.memory_limit;
  }
  if (options.host_network) {
    config["NetworkMode"] = "host";
  } else {
    const json binding = {{"HostIp", options.host_address},
                          {"HostPort", std::to_string(options.host_port)}};
    config["PortBindings"][port] = json::array({binding});
  }
  return config;
}

std::string CreationBody(const ContainerOptions& options) {
  const std::string port = std::to_string(options.container_port) + "/tcp";
  json body = {{"Image", options.image},
               {"Cmd", options.arguments},
               {"Labels", options.labels},
               {"HostConfig", HostConfig(options, port)}};
  if (!options.host_network) body["ExposedPorts"][port] = json::object();
  // Arguments may hold any byte.
  return body.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace

Container Container::Create(const Engine& engine, const ContainerOptions& options) {
  EngineRequest request;
  request.method = "POST";
  request.target = "/containers/create?name=" + EscapeQuery(options.name);
  request.body = CreationBody(options);
  engine.Call(request);
  return {engine, options.name};
}

std::vector<ContainerSummary> Container::List(const Engine& engine, const std::string& label) {
  const std::string filters = json{{"label", {label}}}.dump();
  std::vector<ContainerSummary> found;
  engine.CallJson({"GET", "/containers/json?all=1&filters=" + EscapeQuery(filters)},
                  [&found](const json& answer) {
                    for (const json& each : answer) {
                      ContainerSummary summary;
                      summary.id = each.at("Id");
                      const std::string name = each.at("Names").at(0);
                      summary.name = name.substr(name.find_first_not_of('/'));
                      summary.state = each.at("State");
                      each.at("Labels").get_to(summary.labels);
                      found.push_back(std::move(summary));
                    }
                  });
  return found;
}

EngineResponse Container::Post(const std::string& action) const {
  return engine_.Call({"POST", Target(action)});
}

void Container::Start() const { Post("/start"); }

void Container::Signal(const std::string& signal) const {
  try {
    Post("/kill?signal=" + signal);
  } catch (const EngineError& error) {
    if (error.status() != kConflict) throw;
  }
}

void Container::Pause() const { Post("/pause"); }
void Container::Unpause() const { Post("/unpause"); }

ContainerState Container::Inspect() const {
  ContainerState state;
  engine_.CallJson({"GET", Target("/json")}, [&state](const json& answer) {
    const json& found = answer.at("State");
    found.at("Running").get_to(state.running);
    found.at("Paused").get_to(state.paused);
    found.at("OOMKilled").get_to(state.oom_killed);
    found.at("ExitCode").get_to(state.exit_code);
    found.at("Pid").get_to(state.pid);
    state.error = found.value("Error", "");
  });
  return state;
}

std::uint64_t Container::MemoryUsage() const {
  std::uint64_t usage = 0;
  engine_.CallJson(
      {"GET", Target("/stats?stream=false&one-shot=true")},
      [&usage](const json& answer) { answer.at("memory_stats").at("usage").get_to(usage); });
  return usage;
}

void Container::LimitMemory(std::uint64_t bytes) const {
  EngineRequest request{"POST", Target("/update")};
  // The engine takes zero for no change, and no word for no limit: a petabyte is none.
  constexpr std::uint64_t kPetabyte = std::uint64_t{1} << 50;
  const std::uint64_t limit = bytes == 0 ? kPetabyte : bytes;
  request.body = json{{"Memory", limit}, {"MemorySwap", limit}}.dump();
  engine_.Call(request);
}

bool Container::WaitForExit(const Deadline& deadline) const {
  EngineRequest request{"POST", Target("/wait")};
  request.timeout = std::max(deadline.remaining(), std::chrono::milliseconds(1));
  try {
    engine_.Call(request);
    return true;
  } catch (const EngineError& error) {
    if (error.system_error() != ETIMEDOUT) throw;
    return false;
  }
}

std::string Container::Log(std::size_t bytes) const {
  // A line has at least one byte, and seldom less than 40.
  const std::size_t lines = std::max<std::size_t>(bytes / 20, 20);
  const EngineResponse response =
      engine_.Call({"GET", Target("/logs?stdout=1&stderr=1&tail=" + std::to_string(lines))});
  std::string text = DecodeLogStream(response.body);
  if (text.size() <= bytes) return text;
  text.erase(0, text.size() - bytes);
  return text.substr(text.find('\n') + 1);
}

void Container::Upload(const std::string& directory, const std::vector<TarFile>& files) const {
  EngineRequest request{"PUT", Target("/archive?path=" + EscapeQuery(directory))};
  request.content_type = "application/x-tar";
  request.body = Tar(files);
  engine_.Call(request);
}

void Container::Remove() const {
  EngineRequest request{"DELETE", Target("?force=true&v=true")};
  request.timeout = kRemovalTimeout;
  const Deadline deadline(kRemovalTimeout);
  for (;;) {
    try {
      engine_.Call(request);
      return;
    } catch (const EngineError& error) {
      if (error.status() == kNotFound) return;
      // Somebody else is removing it: it is gone in a moment.
      if (error.status() != kConflict || deadline.passed()) throw;
      gtest_redis::Pause(std::chrono::milliseconds(5));
    }
  }
}

std::string Container::RemovalRequest() const {
  return "DELETE " + engine_.Target(Target("?force=true&v=true")) +
         " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
}

}  // namespace gtest_redis
