#include "cli/state_argument.h"

#include <sstream>

#include "cli/exit_code.h"

namespace gtest_redis {

StateArgument StateArgument::Parse(const std::string& text) {
  const auto colon = text.find(':');
  StateArgument argument;
  argument.name = text.substr(0, colon);
  try {
    const StateEntry& entry = FindState(argument.name);
    const auto names_parameter = [&](const std::string& part) {
      for (const StateParameter& parameter : entry.parameters) {
        if (part.rfind(parameter.name + "=", 0) == 0) return true;
      }
      return false;
    };
    std::istringstream parts(colon == std::string::npos ? "" : text.substr(colon + 1));
    std::string* value = nullptr;
    for (std::string part; std::getline(parts, part, ',');) {
      if (value != nullptr && !names_parameter(part)) {
        *value += "," + part;
        continue;
      }
      const auto equals = part.find('=');
      if (equals == std::string::npos) {
        throw UsageError("'" + part + "' is no NAME=VALUE, in '" + text + "'");
      }
      value = &argument.values[part.substr(0, equals)];
      *value = part.substr(equals + 1);
    }
    MakeState(argument.name, argument.values);  // Complains of what there is not.
  } catch (const StateError& error) {
    throw UsageError(error.what());
  }
  return argument;
}

}  // namespace gtest_redis
