#pragma once

#include <sys/socket.h>

#include <string>
#include <vector>

#include "process/deadline.h"

namespace gtest_redis {

/// Where a container engine listens: a unix socket, or plain TCP.
struct EngineAddress {
  std::string socket;  ///< The unix socket's path; empty for TCP.
  std::string host;
  int port = 0;

  bool local() const { return !socket.empty(); }
  /// "unix:///var/run/docker.sock", "tcp://build:2375".
  std::string ToString() const;

  /// Reads what DOCKER_HOST may say: unix://, tcp://, http://, or host:port. Throws EngineError for
  /// ssh://, npipe:// and TLS, which are not spoken here, and for nonsense.
  static EngineAddress Parse(const std::string& text);
};

/// An address as connect() takes it.
struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;
};

/// What to connect to for an engine, in the order to be tried; none when its host has no address,
/// or it is not found before the deadline passes. Throws EngineError for a path that is too long.
std::vector<SocketAddress> SocketAddresses(const EngineAddress& address, const Deadline& deadline);

/// A place where an engine may be.
struct EngineCandidate {
  std::string source;   ///< Who says so: "DOCKER_HOST", "the Docker context 'remote'".
  std::string address;  ///< As EngineAddress::Parse() takes it.
  std::string problem;  ///< Why there is no address.
};

/// What the environment and Docker's configuration say, the likeliest first: DOCKER_HOST, the
/// current Docker context, Docker's sockets, Podman's sockets. DOCKER_HOST or DOCKER_CONTEXT alone
/// where it is set: no other is tried instead of what the user chose.
std::vector<EngineCandidate> EngineCandidates();

/// The directory of the Docker client's configuration: DOCKER_CONFIG, else ~/.docker.
std::string DockerConfigDirectory();

}  // namespace gtest_redis
