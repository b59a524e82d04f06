#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "contract/contract_model.h"
#include "contract/environment_text.h"
#include "contract/kept_folder.h"
#include "gtest_redis/contract/contract_runner.h"
#include "gtest_redis/report/run_report.h"

namespace gtest_redis {

class ContractServer;

/// The folder that a failed state leaves; made when there is something to keep. One thread at a
/// time.
class StateEvidence {
 public:
  /// Does nothing at all without ContractRunOptions::artifacts. All of these must outlive it.
  StateEvidence(const ContractModel& model, const ContractRunOptions& options,
                const EnvironmentText& environment, const std::string& state);

  /// As KeptFolder. Throw Error when the folder cannot be made.
  void KeepServer(RedisServer& server);
  void KeepService(const Service& service);
  /// Keeps all that is needed to see what happened, and to replay it; sets StateReport::kept.
  /// `run` is the report of the run without its states. Throws Error.
  void KeepReport(StateReport& report, RunReport run, const ContractServer& server);

 private:
  KeptFolder* Folder();
  /// Returns where it is in the folder.
  std::string KeepContract();
  /// A body without its secrets would be another one: such a file is left out.
  void KeepBody(const std::filesystem::path& path, const std::string& name,
                const std::string& text);
  void KeepAt(const std::filesystem::path& path, const std::string& text);
  std::string ReplayOf(const StateReport& report, const ContractServer& server,
                       const std::string& contract) const;

  const ContractModel& model_;
  const ContractRunOptions& options_;
  const EnvironmentText& environment_;
  const std::string name_;
  std::optional<KeptFolder> folder_;
  std::map<std::string, std::string> left_out_;  // Where each was, by its place in the folder.
};

}  // namespace gtest_redis
