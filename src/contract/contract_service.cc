#include "contract/contract_service.h"

#include <algorithm>
#include <filesystem>
#include <functional>

#include "process/deadline.h"

namespace gtest_redis {
namespace {

constexpr std::chrono::milliseconds kBetweenLooks{5};
constexpr std::chrono::milliseconds kLongestLook{1000};

// A program with a slash is a path from where this program runs; any other is looked for on PATH.
std::string WholePath(const std::string& program) {
  if (program.find('/') == std::string::npos) return program;
  return std::filesystem::absolute(program).lexically_normal().string();
}

void AwaitReady(Service& service, const ServiceModel& model, const std::function<bool()>& stop) {
  if (model.ready.empty()) return;
  HttpRequest request;
  request.target = model.ready;
  request.timeout = std::min(kLongestLook, model.starts_within);
  HttpResponse response;
  bool given_up = false;
  const bool ready = WaitUntil(Deadline(model.starts_within), [&] {
    given_up = stop && stop();
    if (given_up) return true;
    response = service.Request(request);
    if (response.status / 100 == 2) return true;
    Pause(kBetweenLooks);
    return false;
  });
  if (given_up) throw ServiceError("the run was to stop before " + service.url() + " was ready");
  if (ready) return;
  throw ServiceError("the service at " + service.url() + " was not ready within " +
                     std::to_string(model.starts_within.count()) + " ms: GET " + model.ready + " " +
                     (response.status == 0 ? "had " + response.error
                                           : "answered " + std::to_string(response.status)));
}

}  // namespace

Service StartServiceFor(RedisServer& server, const ContractModel& model, const StateModel& state,
                        const ContractRunOptions& run, EnvironmentText& environment) {
  const ServiceModel& said = model.service;
  const std::vector<std::string>& command = run.command;
  ServiceOptions options;
  options.ready_path = said.ready;
  options.start_timeout = said.starts_within;
  options.stop_grace = said.stops_within;
  options.request_timeout = said.starts_within;  // Those of the contract have their own.
  options.stop = run.stop;
  options.working_directory =
      environment.Fill(run.directory.empty() ? said.directory : run.directory);
  for (const auto* variables : {&said.environment, &state.environment}) {
    for (const auto& [name, value] : *variables) {
      options.environment[name] = environment.Fill(value);
    }
  }
  if (command.empty() && !said.url.empty()) {
    Service service = Service::At(environment.Fill(said.url), options);
    AwaitReady(service, said, run.stop);
    return service;
  }
  std::vector<std::string> filled;
  for (const auto* arguments : {command.empty() ? &said.command : &command, &state.arguments}) {
    for (const std::string& argument : *arguments) filled.push_back(environment.Fill(argument));
  }
  filled.front() = WholePath(filled.front());
  return Service::Start(server, filled, options);
}

std::string DescribeService(const ContractModel& model, const std::vector<std::string>& command) {
  if (command.empty() && !model.service.url.empty()) return model.service.url;
  std::string text;
  for (const std::string& argument : command.empty() ? model.service.command : command) {
    text += (text.empty() ? "" : " ") + argument;
  }
  return text;
}

}  // namespace gtest_redis
