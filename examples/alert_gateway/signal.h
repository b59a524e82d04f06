#pragma once

#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace alert_gateway {

/// One alert, whichever way it came in.
struct Signal {
  std::string source;
  std::string name;
  std::string severity;
  std::map<std::string, std::string> labels;
  std::string fingerprint;  // what makes two signals the same; never empty
  bool resolved = false;

  /// The form in which it is stored.
  std::string ToJson() const;
};

/// The request is not a signal; what() names the field.
class MalformedSignal : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Parses the body of a plain signal.
Signal ParseSignal(const std::string& body);

/// Parses a Prometheus Alertmanager webhook, version 4. Throws if any of its alerts is malformed.
std::vector<Signal> ParseWebhook(const std::string& body);

}  // namespace alert_gateway
