#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "engine/engine.h"
#include "process/scratch_directory.h"
#include "service/scripted_server.h"

namespace gtest_redis {

/// A container engine that says what it is told to, on a unix socket or a loopback port. As it
/// stands it answers a ping, and 404 to everything else.
class ScriptedEngine {
 public:
  enum class On { kUnixSocket, kTcp };

  explicit ScriptedEngine(On on = On::kUnixSocket);
  ~ScriptedEngine();
  ScriptedEngine(const ScriptedEngine&) = delete;
  ScriptedEngine& operator=(const ScriptedEngine&) = delete;

  /// The bytes to be sent for a request like "GET /info": without version and query.
  void Answer(const std::string& request, const std::string& bytes);
  /// Takes the request, and says nothing.
  void Hang(const std::string& request) { Answer(request, ""); }

  EngineAddress address() const;
  Engine engine() const { return Engine::At(address(), "a test"); }
  /// The requests that came, pings aside.
  std::vector<std::string> requests();

 private:
  void Accept();
  void Serve(Peer& peer);

  ScratchDirectory directory_;
  int listener_ = -1;
  int port_ = 0;
  std::mutex mutex_;
  std::map<std::string, std::string> answers_;
  std::vector<std::string> requests_;
  std::vector<std::weak_ptr<Peer>> peers_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

/// An answer as an engine gives it.
std::string Http(int status, const std::string& body, const std::string& headers = "");
/// That to a ping.
std::string Pong(const std::string& api_version);

}  // namespace gtest_redis
