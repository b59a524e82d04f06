#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace gtest_redis {

/// The server's end of one connection, for a script to play with. No wait takes longer than 10 s.
class Peer {
 public:
  explicit Peer(int socket) : socket_(socket) {}
  ~Peer();
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  /// Waits for some more bytes of a request; false when the connection ended.
  bool Receive();
  /// A whole request, header and body; empty when the connection ended first.
  std::string ReadRequest();
  /// False when the connection ended.
  bool Send(const std::string& bytes);
  /// Waits until the client closes.
  void AwaitClose();
  /// From now on closing is a reset instead of an end of file.
  void ResetAtClose();
  /// Nothing comes and goes any more; from any thread.
  void Shutdown();

 private:
  const int socket_;
  std::string received_;
};

/// An HTTP server on a loopback port, without any HTTP in it: what it does with a connection is a
/// script.
class ScriptedServer {
 public:
  /// Runs in a thread of its own for each connection, which is closed when it returns.
  using Script = std::function<void(ScriptedServer& server, Peer& peer)>;

  explicit ScriptedServer(Script script);
  ~ScriptedServer();
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  /// Answers every request of a connection.
  static Script Always(const std::string& answer);
  /// Answers one request of a connection, and closes it.
  static Script Once(const std::string& answer);

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  std::size_t connections();
  std::vector<std::string> requests();
  /// For scripts: reads a request and keeps it for requests(); false when the connection ended
  /// first.
  bool TakeRequest(Peer& peer);

 private:
  void Accept();

  const Script script_;
  int listener_ = -1;
  int port_ = 0;
  std::mutex mutex_;
  std::vector<std::string> requests_;
  std::vector<std::weak_ptr<Peer>> peers_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

}  // namespace gtest_redis
