#include "contract/contract_fixture.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace gtest_redis {

ContractTest::Json ContractTest::GatewayContract() {
  Json contract = Json::parse(R"({
    "name": "gateway",
    "service": {
      "command": ["", "--listen", "{listen}", "--redis", "{redis}",
                  "--redis-timeout", "1500", "--deadline", "1800"],
      "stops_within": "100ms"
    },
    "defaults": {"within": "2s", "timeout": "3s", "recovers_within": "0s",
                 "headers": {"503": {"Retry-After": {"present": true}}}},
    "requests": {
      "new_signal": {
        "role": "store",
        "path": "/api/v1/signals",
        "json": {"source": "source-{unique}", "name": "Alert-{unique}"},
        "expect": 201
      },
      "again": {"repeat": "new_signal", "expect": 202},
      "liveness": {"role": "liveness", "path": "/healthz", "expect": 200}
    },
    "states": {
      "healthy": {},
      "full": {"state": "out-of-memory", "why": "a write is refused, a read is not",
               "expect": {"new_signal": 503}}
    }
  })");
  contract["service"]["command"][0] = ALERT_GATEWAY;
  return contract;
}

ContractRunOptions ContractTest::WithDefect(const std::string& defect) {
  ContractRunOptions options;
  options.command = {ALERT_GATEWAY, "--listen", "{listen}", "--redis", "{redis}",
                     "--deadline",  "1800",     "--defect", defect};
  return options;
}

StateReport ContractTest::Run(const Json& contract, const std::string& state,
                              const ContractRunOptions& options) {
  return ContractRunner(Load(contract), options).RunState(state);
}

std::vector<std::string> ContractTest::Found(const StateReport& report) {
  std::vector<std::string> all;
  for (const AnswerReport& answer : report.answers) {
    for (const Finding& finding : answer.findings) {
      all.push_back(answer.request + ": " + ToString(finding.kind));
    }
  }
  for (const Finding& finding : report.leftovers) all.push_back(": " + ToString(finding.kind));
  return all;
}

int ContractTest::Running(const std::string& program) {
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    std::ifstream file(entry.path() / "stat");
    std::string stat;
    std::getline(file, stat);
    const auto end = stat.rfind(") ");
    if (end == std::string::npos) continue;
    std::istringstream rest(stat.substr(end + 2));
    char state = 0;
    int parent = 0;
    rest >> state >> parent;
    const std::string name = stat.substr(stat.find('(') + 1, end - stat.find('(') - 1);
    // The kernel keeps 15 letters of a name.
    count += parent == getpid() && state != 'Z' && name == program.substr(0, 15) ? 1 : 0;
  }
  return count;
}

std::string ContractTest::ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace gtest_redis
