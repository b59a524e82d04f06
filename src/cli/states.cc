#include "cli/states.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <optional>

#include "cli/server_flags.h"
#include "cli/table.h"
#include "gtest_redis/server/server_error.h"
#include "gtest_redis/state/catalogue.h"

namespace gtest_redis {
namespace {

using nlohmann::ordered_json;

// Two spaces, so that it stands under the line of its state.
constexpr char kIndent[] = "  ";

struct StatesOptions {
  std::shared_ptr<BackendWishes> wishes;
  bool json = false;
  bool markdown = false;
};

/// Which states can be had: of the server that there is, or of none.
class Possibility {
 public:
  explicit Possibility(const BackendWishes& wishes) {
    try {
      server_.emplace(HaveServer(wishes));
    } catch (const UnavailableError& error) {
      no_server_ = error.what();
    }
  }

  bool has_server() const { return server_.has_value(); }
  std::string server() {
    if (!server_) return no_server_;
    return server_->product() + " " + server_->version() + ", back end '" +
           ToString(server_->backend()) + "'";
  }
  /// Empty for a state that can be had.
  std::string WhyNot(const StateEntry& entry) {
    return server_ ? WhyImpossible(entry, *server_) : no_server_;
  }

 private:
  std::optional<RedisServer> server_;
  std::string no_server_;
};

std::string ParameterText(const StateParameter& parameter) {
  std::string text = parameter.name + "=" + parameter.default_value;
  const bool number = !parameter.default_value.empty() &&
                      parameter.default_value.find_first_not_of("0123456789.") == std::string::npos;
  if (number && parameter.unit != "ratio" && parameter.unit != "bytes") text += parameter.unit;
  return text + ": " + parameter.meaning;
}

ordered_json Json(const StateEntry& entry, const std::string& why_not) {
  auto parameters = ordered_json::array();
  for (const StateParameter& parameter : entry.parameters) {
    parameters.push_back({{"name", parameter.name},
                          {"unit", parameter.unit},
                          {"default", parameter.default_value},
                          {"meaning", parameter.meaning}});
  }
  return {{"name", entry.name},
          {"type", entry.type},
          {"possible", why_not.empty()},
          {"why_not", why_not},
          {"needs", ToString(entry.need)},
          {"since", entry.since},
          {"meaning", entry.meaning},
          {"evidence", entry.evidence},
          {"parameters", parameters}};
}

void PrintMarkdown() {
  std::cout << "| state | in C++ | what Redis does then | proved by | needs | since |\n"
               "| --- | --- | --- | --- | --- | --- |\n";
  for (const StateEntry& entry : StateCatalogue()) {
    std::cout << "| `" << entry.name << "` | `" << entry.type << "` | " << entry.meaning << " | "
              << entry.evidence << " | " << ToString(entry.need) << " | " << entry.since << " |\n";
  }
  std::cout << "\n| state | parameter | default | |\n| --- | --- | --- | --- |\n";
  for (const StateEntry& entry : StateCatalogue()) {
    for (const StateParameter& parameter : entry.parameters) {
      const std::string& text = parameter.default_value;
      std::cout << "| `" << entry.name << "` | `" << parameter.name << "` | "
                << (text.empty() ? "" : "`" + text + "`")
                << (parameter.unit.empty() ? "" : " " + parameter.unit) << " | "
                << parameter.meaning << " |\n";
    }
  }
}

// For a person: a state, what it is, and below it what can be said of it.
void PrintText(Possibility& possibility) {
  auto rows = ordered_json::array();
  for (const StateEntry& entry : StateCatalogue()) {
    const std::string why_not = possibility.WhyNot(entry);
    rows.push_back({{"name", entry.name},
                    {"possible", why_not.empty()},
                    {"what", entry.meaning + (why_not.empty() ? "" : "; not here: " + why_not)}});
    for (const StateParameter& parameter : entry.parameters) {
      rows.push_back(
          {{"name", ""}, {"possible", ""}, {"what", kIndent + ParameterText(parameter)}});
    }
  }
  PrintTable(std::cout, rows);
}

ExitCode States(const StatesOptions& options) {
  if (options.markdown) {
    PrintMarkdown();
    return ExitCode::kHeld;
  }
  Possibility possibility(*options.wishes);
  if (options.json) {
    auto rows = ordered_json::array();
    for (const StateEntry& entry : StateCatalogue()) {
      rows.push_back(Json(entry, possibility.WhyNot(entry)));
    }
    PrintJson(std::cout, rows);
  } else {
    PrintText(possibility);
    std::cout << "\n" << possibility.server() << "\n";
  }
  return possibility.has_server() ? ExitCode::kHeld : ExitCode::kNoRedis;
}

}  // namespace

void AddStates(CLI::App& app, ExitCode& exit_code) {
  auto* command = app.add_subcommand("states", "Lists the states that Redis can be put into");
  command->footer(
      "A line for each state: whether this Redis on this machine can have it, what Redis\n"
      "does then, and its parameters with their defaults. Fails with 3 where there is no\n"
      "Redis.");
  auto options = std::make_shared<StatesOptions>();
  options->wishes = AddServerFlags(*command);
  command->add_flag("--json", options->json, "Prints JSON");
  command->add_flag("--markdown", options->markdown, "Prints the tables of docs/states.md");
  command->callback([options, &exit_code] { exit_code = States(*options); });
}

}  // namespace gtest_redis
