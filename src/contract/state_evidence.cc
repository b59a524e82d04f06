#include "contract/state_evidence.h"

#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "contract/body_file.h"
#include "contract/contract_server.h"
#include "contract/secrets.h"
#include "gtest_redis/report/json.h"

namespace gtest_redis {
namespace {

// Where the contract stands in the folder, so that the files which it names "../beside" it stand
// in the folder, too.
std::string PlaceOfContract(const ContractModel& model) {
  long most = 0;
  for (const auto& [path, text] : model.files) {
    long up = 0;
    for (const auto& part : std::filesystem::path(path).lexically_normal()) up += part == "..";
    most = std::max(most, up);
  }
  std::string place;
  for (; most > 0; --most) place += "contract/";
  return place + "contract.json";
}

// Where the service runs; what a contract says is absolute, or begins with a placeholder.
std::string DirectoryOf(const ServiceModel& service, const ContractRunOptions& options) {
  if (!options.directory.empty()) return AbsoluteFrom(".", options.directory);
  return service.directory.empty() ? std::filesystem::current_path().string() : service.directory;
}

}  // namespace

StateEvidence::StateEvidence(const ContractModel& model, const ContractRunOptions& options,
                             const EnvironmentText& environment, const std::string& state)
    : model_(model),
      options_(options),
      environment_(environment),
      name_(model.name + "-" + state) {}

KeptFolder* StateEvidence::Folder() {
  if (options_.artifacts.empty()) return nullptr;
  if (!folder_) {
    folder_.emplace(options_.artifacts, name_);
    for (const std::string& secret : environment_.Values()) folder_->Conceal(secret);
    folder_->ConcealThoseOf(model_.text);
  }
  return &*folder_;
}

void StateEvidence::KeepServer(RedisServer& server) {
  if (KeptFolder* folder = Folder()) folder->KeepServer(server);
}

void StateEvidence::KeepService(const Service& service) {
  if (KeptFolder* folder = Folder()) folder->KeepService(service);
}

void StateEvidence::KeepReport(StateReport& report, RunReport run, const ContractServer& server) {
  KeptFolder* folder = Folder();
  if (folder == nullptr) return;
  report.kept = folder->path();
  std::string stories;
  for (const AnswerReport& answer : report.answers) {
    stories += ToString(answer.phase) + ", " + answer.request + ": " + answer.story + "\n\n";
  }
  folder->Keep("requests.txt", stories);
  folder->Keep("replay.json", ReplayOf(report, server, KeepContract()));
  run.states = {report};
  std::ostringstream json;
  WriteJson(json, run);
  folder->Keep("report.json", json.str());
}

std::string StateEvidence::KeepContract() {
  const std::string place = PlaceOfContract(model_);
  KeepAt(place, ContractWithoutSecrets(model_.text));
  const std::filesystem::path beside = std::filesystem::path(place).parent_path();
  for (const auto& [path, text] : model_.files) {
    if (std::filesystem::path(path).is_relative()) KeepBody(beside / path, path, text);
  }
  return place;
}

void StateEvidence::KeepBody(const std::filesystem::path& path, const std::string& name,
                             const std::string& text) {
  if (!folder_->HasSecrets(text)) return KeepAt(path, text);
  left_out_[path.lexically_normal().string()] = AbsoluteFrom(FolderOf(model_.file), name);
}

void StateEvidence::KeepAt(const std::filesystem::path& path, const std::string& text) {
  const std::filesystem::path place = path.lexically_normal();
  std::filesystem::create_directories(folder_->path() / place.parent_path());
  folder_->Keep(place.string(), text);
}

std::string StateEvidence::ReplayOf(const StateReport& report, const ContractServer& server,
                                    const std::string& contract) const {
  nlohmann::ordered_json command = nlohmann::json::array();
  std::string flag;
  for (const std::string& argument : options_.command) {
    const bool is_secret = flag.rfind('-', 0) == 0 && IsSecretName(flag);
    command.push_back(is_secret ? "***" : environment_.Hide(argument));
    flag = argument;
  }
  nlohmann::ordered_json findings = nlohmann::json::array();
  for (const Finding& finding : report.Findings()) findings.push_back(ToString(finding.kind));
  const nlohmann::ordered_json replay = {{"contract", contract},
                                         {"file", model_.file},
                                         {"state", report.name},
                                         {"requests", report.requests},
                                         {"seed", options_.seed},
                                         {"round", report.round},
                                         {"command", command},
                                         {"directory", DirectoryOf(model_.service, options_)},
                                         {"left_out", left_out_},
                                         {"redis",
                                          {{"product", server.product()},
                                           {"version", server.version()},
                                           {"backend", ToString(server.backend())}}},
                                         {"findings", findings}};
  return replay.dump(2) + "\n";
}

}  // namespace gtest_redis
