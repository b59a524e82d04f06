#include "cli/doctor.h"

#include <hiredis/hiredis.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>
#include <memory>

#include "cli/machine.h"
#include "cli/table.h"
#include "gtest_redis/server/usable.h"

namespace gtest_redis {
namespace {

using nlohmann::ordered_json;

std::string Variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

Usability Attach() {
  const std::string url = Variable("GTEST_REDIS_URL");
  if (!url.empty()) return CheckAttach(url);
  return {Backend::kAttach, false, "GTEST_REDIS_URL names no redis",
          "export GTEST_REDIS_URL=redis://127.0.0.1:6379"};
}

std::string Versions() {
  return "gtest-redis " GTEST_REDIS_VERSION ", hiredis " + std::to_string(HIREDIS_MAJOR) + "." +
         std::to_string(HIREDIS_MINOR) + "." + std::to_string(HIREDIS_PATCH) +
         ", GoogleTest " GTEST_REDIS_GOOGLETEST_VERSION;
}

ordered_json Row(const std::string& name, bool good, const std::string& what,
                 const std::string& mend) {
  return {{"name", name}, {"good", good}, {"what", what}, {"mend", mend}};
}

ExitCode Doctor(bool json) {
  auto rows = ordered_json::array();
  ExitCode exit_code = ExitCode::kNoRedis;
  for (const Usability& usability : {CheckProcess(), CheckContainer(), Attach()}) {
    rows.push_back(
        Row(ToString(usability.backend), usability.usable, usability.what, usability.mend));
    if (usability.usable) exit_code = ExitCode::kHeld;
  }
  const MachineFact overcommit = Overcommit();
  rows.push_back(Row("overcommit", overcommit.good, overcommit.what, overcommit.mend));
  const MachineFact cgroup = Cgroup();
  rows.push_back(Row("cgroup", cgroup.good, cgroup.what, cgroup.mend));
  rows.push_back(Row("versions", true, Versions(), ""));
  if (json) {
    PrintJson(std::cout, rows);
    return exit_code;
  }
  for (auto& row : rows) {
    // As in the message of a skipped test.
    const auto mend = row["mend"].get<std::string>();
    if (!mend.empty()) row["what"] = row["what"].get<std::string>() + "; " + mend;
    row.erase("mend");
  }
  PrintTable(std::cout, rows);
  return exit_code;
}

}  // namespace

void AddDoctor(CLI::App& app, ExitCode& exit_code) {
  auto* command = app.add_subcommand("doctor", "Says which back ends can be used here");
  command->footer(
      "A line for each back end: whether it can be used here, why not, and what would\n"
      "mend it; then what of this machine matters to Redis, and versions. Fails with 3\n"
      "when no back end can be used.");
  auto json = std::make_shared<bool>(false);
  command->add_flag("--json", *json, "Prints JSON");
  command->callback([json, &exit_code] { exit_code = Doctor(*json); });
}

}  // namespace gtest_redis
