#include "cli/replay_serve.h"

#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>

#include "cli/hold.h"
#include "cli/server_flags.h"
#include "contract/contract_model.h"
#include "contract/contract_server.h"
#include "contract/data_set.h"
#include "contract/environment_text.h"
#include "contract/kept_config.h"

namespace gtest_redis {
namespace {

std::optional<std::string> KeptFile(const Replay& replay, const std::string& name) {
  std::ifstream file(replay.folder + "/" + name, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (file) return text;
  std::cout << "there is no " << name << " in it; its missing.txt says why" << std::endl;
  return std::nullopt;
}

void LoadData(RedisServer& server, const Replay& replay) {
  const std::optional<std::string> rdb = KeptFile(replay, "dump.rdb");
  if (!rdb) return;
  try {
    const auto keys =
        RestoreDataSet(*rdb, [&server](const auto& commands) { return server.Pipeline(commands); });
    std::cout << "has its " << keys << " keys again" << std::endl;
  } catch (const Error& error) {
    throw ServerError("cannot load '" + replay.folder + "/dump.rdb', which is of " + replay.redis +
                      ", into " + server.product() + " " + server.version() + ": " + error.what() +
                      "; an older redis does not read the data of a newer one");
  }
}

ExitCode ServeContract(const Replay& replay, const BackendWishes& wishes, const sigset_t& signals) {
  const Contract contract = Contract::Load(replay.contract);
  const StateModel& state = contract.model().State(replay.state);
  EnvironmentText environment;
  StateValues values = state.values;
  for (auto& [name, value] : values) value = environment.Fill(value);
  ContractServer servers(
      [&wishes](const ServerOptions& options) { return HaveServer(wishes, options); }, environment);
  RedisServer& server = servers.Prepare(state.redis);
  LoadData(servers.writable(), replay);
  servers.AwaitReplication();
  const ExitCode exit_code = Hold(server, {{state.state, values}}, signals);
  servers.Release();
  return exit_code;
}

ExitCode ServeTest(const Replay& replay, const BackendWishes& wishes, const sigset_t& signals) {
  ServerOptions options;
  options.database = replay.database;
  RedisServer server = HaveServer(wishes, options);
  LoadData(server, replay);
  std::vector<ConfigOverride> config;
  if (const auto text = KeptFile(replay, "config.txt")) {
    std::vector<std::string> refused;
    config = ApplyKeptConfig(server, ReadKeptConfig(*text), refused);
    for (const std::string& line : refused) std::cout << "not as it was: " << line << "\n";
  }
  return Hold(server, {}, signals);
}

}  // namespace

ExitCode ServeReplay(const Replay& replay, const BackendWishes& wishes) {
  const sigset_t signals = BlockEndSignals();
  return replay.contract.empty() ? ServeTest(replay, wishes, signals)
                                 : ServeContract(replay, wishes, signals);
}

}  // namespace gtest_redis
