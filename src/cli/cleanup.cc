#include "cli/cleanup.h"

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>
#include <memory>

#include "cli/leftover.h"
#include "cli/table.h"
#include "engine/engine.h"

namespace gtest_redis {
namespace {

struct CleanupOptions {
  bool dry_run = false;
  bool json = false;
};

// What cannot be looked at is no leftover; it is said on standard error.
void Append(std::vector<Leftover>& all, const std::string& kind,
            const std::function<std::vector<Leftover>()>& find) {
  try {
    for (Leftover& leftover : find()) all.push_back(std::move(leftover));
  } catch (const Error& error) {
    std::cerr << "gtest-redis: " << kind << " were not looked at: " << error.what() << "\n";
  }
}

std::vector<Leftover> FindAll() {
  std::vector<Leftover> all;
  Append(all, "containers", LeftContainers);
  const char* base = std::getenv("TMPDIR");
  Append(all, "directories",
         [&] { return LeftDirectories(base != nullptr && *base == '/' ? base : "/tmp"); });
  Append(all, "journals", LeftJournals);
  return all;
}

// "removed", or why not.
std::string Remove(const Leftover& leftover) {
  try {
    leftover.remove();
    return "removed";
  } catch (const Error& error) {
    return std::string("failed: ") + error.what();
  }
}

ExitCode Cleanup(const CleanupOptions& options) {
  auto rows = nlohmann::ordered_json::array();
  ExitCode exit_code = ExitCode::kHeld;
  for (const Leftover& leftover : FindAll()) {
    std::string outcome = "kept";
    if (leftover.remove && options.dry_run) outcome = "would be removed";
    if (leftover.remove && !options.dry_run) outcome = Remove(leftover);
    if (outcome.rfind("failed", 0) == 0) exit_code = ExitCode::kDidNotHold;
    rows.push_back({{"kind", leftover.kind},
                    {"name", leftover.name},
                    {"what", leftover.what},
                    {"outcome", outcome}});
  }
  if (options.json) {
    PrintJson(std::cout, rows);
  } else if (rows.empty()) {
    std::cout << "nothing is left behind\n";
  } else {
    PrintTable(std::cout, rows);
  }
  return exit_code;
}

}  // namespace

void AddCleanup(CLI::App& app, ExitCode& exit_code) {
  auto* command = app.add_subcommand("cleanup", "Removes what ended test programs left behind");
  command->footer(
      "Containers, directories in TMPDIR or /tmp, and what they changed of servers that\n"
      "are not theirs. Touches nothing of a program that runs. Fails with 1 when\n"
      "something cannot be removed.");
  auto options = std::make_shared<CleanupOptions>();
  command->add_flag("--dry-run", options->dry_run, "Lists, and removes nothing");
  command->add_flag("--json", options->json, "Prints JSON");
  command->callback([options, &exit_code] { exit_code = Cleanup(*options); });
}

}  // namespace gtest_redis
