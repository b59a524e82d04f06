#include "gtest_redis/contract/contract_runner.h"

#include <iomanip>
#include <sstream>

#include "contract/contract_model.h"
#include "contract/contract_server.h"
#include "contract/contract_service.h"
#include "contract/environment_text.h"
#include "contract/state_run.h"
#include "server/random.h"
#include "state/nearest.h"

namespace gtest_redis {
namespace {

std::string RandomSeed() {
  std::ostringstream text;
  text << std::hex << std::setw(8) << std::setfill('0') << Random()();
  return text.str();
}

void RequireWord(const std::string& seed) {
  for (const char c : seed) {
    const bool is_of_word = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                            (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
    if (is_of_word) continue;
    throw Error("the seed '" + seed + "' is no word of letters, digits, '-' and '_'");
  }
}

void RequireNames(const Contract& contract, const std::string& kind,
                  const std::set<std::string>& asked, const std::vector<std::string>& there_are) {
  for (const std::string& name : asked) {
    if (std::find(there_are.begin(), there_are.end(), name) != there_are.end()) continue;
    throw Error("there is no " + kind + " '" + name + "' in '" + contract.file() +
                "'; did you mean '" + Nearest(name, there_are) + "'?");
  }
}

std::vector<std::string> StateNames(const Contract& contract) {
  std::vector<std::string> names;
  for (const Contract::State& state : contract.states()) names.push_back(state.name);
  return names;
}

}  // namespace

class ContractRunner::Impl {
 public:
  Impl(Contract contract, ContractRunOptions options)
      : contract_(std::move(contract)),
        options_(std::move(options)),
        servers_(options_.have_server, environment_) {
    RequireNames(contract_, "state", options_.states, StateNames(contract_));
    RequireNames(contract_, "request", options_.requests, contract_.requests());
    RequireWord(options_.seed);
    if (options_.seed.empty()) options_.seed = RandomSeed();
  }

  StateReport RunState(const std::string& name, int round) {
    RequireNames(contract_, "state", {name}, StateNames(contract_));
    const ContractModel& model = contract_.model();
    StateRun run(model, model.State(name), options_, servers_, environment_, round);
    return run.Go([this] { return Header(); });
  }

  RunReport Header() const {
    const ContractModel& model = contract_.model();
    RunReport report;
    report.contract = model.name;
    report.about = model.about;
    report.file = model.file;
    report.redis = servers_.what();
    report.service = environment_.Hide(DescribeService(model, options_.command));
    report.seed = options_.seed;
    report.started = started_;
    return report;
  }

 private:
  const Contract contract_;
  ContractRunOptions options_;
  EnvironmentText environment_;
  ContractServer servers_;
  const std::chrono::system_clock::time_point started_ = std::chrono::system_clock::now();
};

ContractRunner::ContractRunner(Contract contract, ContractRunOptions options)
    : impl_(std::make_unique<Impl>(std::move(contract), std::move(options))) {}
ContractRunner::~ContractRunner() = default;
ContractRunner::ContractRunner(ContractRunner&& other) noexcept = default;
ContractRunner& ContractRunner::operator=(ContractRunner&& other) noexcept = default;

StateReport ContractRunner::RunState(const std::string& name, int round) {
  return impl_->RunState(name, round);
}

RunReport ContractRunner::Header() const { return impl_->Header(); }

}  // namespace gtest_redis
