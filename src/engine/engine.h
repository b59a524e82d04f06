#pragma once

#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "engine/engine_address.h"
#include "engine/engine_client.h"
#include "engine/engine_error.h"

namespace gtest_redis {

/// There is no engine that can be used here; what() says what was tried and what would mend it.
class NoEngineError : public EngineError {
 public:
  using EngineError::EngineError;
};

/// What the engine says of the machine it runs on.
struct EngineInfo {
  std::string name;              ///< The machine's host name.
  std::string operating_system;  ///< "Debian GNU/Linux 12 (bookworm)", "Docker Desktop".
  std::string kernel;
  bool rootless = false;
};

/// A container engine that answers: Docker's, or Podman's compatible one. A value; any thread.
class Engine {
 public:
  /// The first of these that answers. Throws NoEngineError.
  static Engine Find(const std::vector<EngineCandidate>& candidates = EngineCandidates());
  /// Asks the engine at `address` which version of the API it speaks; throws EngineError when that
  /// is older than 1.41 (Docker 20.10, Podman 3). `source` is who named it.
  static Engine At(const EngineAddress& address, const std::string& source);

  const EngineAddress& address() const { return address_; }
  const std::string& source() const { return source_; }
  /// "Docker", "Podman"; "engine" when it does not say.
  const std::string& product() const { return product_; }
  const std::string& version() const { return version_; }
  /// The version of the API that is spoken: the newest that both know.
  const std::string& api_version() const { return api_version_; }

  /// The path of a request, with the API's version in front.
  std::string Target(const std::string& target) const { return "/v" + api_version_ + target; }
  /// Sends a request. Throws EngineError, with the engine's own message, when it is refused.
  EngineResponse Call(const EngineRequest& request) const;
  /// As Call(), and lets `read` take from the answer's JSON what is needed; that it is not there is
  /// an EngineError, too.
  void CallJson(const EngineRequest& request,
                const std::function<void(const nlohmann::json&)>& read) const;

  EngineInfo Info() const;
  /// The default bridge network: the bridge's name where the engine is, and its subnets.
  struct Bridge {
    std::string interface;
    std::vector<std::string> subnets;
  };
  Bridge DefaultBridge() const;

 private:
  EngineAddress address_;
  std::string source_;
  std::string product_;
  std::string version_;
  std::string api_version_;
};

/// Percent-encodes what may not stand in a query.
std::string EscapeQuery(const std::string& text);

}  // namespace gtest_redis
