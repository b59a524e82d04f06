#pragma once

#include <string>
#include <vector>

#include "gtest_redis/state/access.h"
#include "gtest_redis/state/state.h"

namespace gtest_redis {

/// "too-many-clients": Redis takes no more connections: a new client connects, and is closed with
/// `ERR max number of clients reached` (over a unix socket, a client that is quick to write sees
/// EPIPE in place of it). Clients that are connected are dropped when it is entered, unless they
/// are to stay; those go on being served.
///
/// Rests on acceptCommonHandler() in networking.c. Changes maxclients, to 1.
class TooManyClients : public State {
 public:
  explicit TooManyClients(Connected connected = Connected::kAreDropped) : connected_(connected) {}

  std::string name() const override { return "too-many-clients"; }
  std::vector<std::string> changes() const override { return {"maxclients"}; }

 private:
  Entered Apply(RedisServer& server) const override;

  Connected connected_;
};

/// "client-evicted": Redis ends connections because its clients together use too much memory, as
/// under many slow readers: those there are end when it is entered, and each new one after its
/// first command, which may be carried out and answered; of a pipeline all replies may be lost, and
/// a request of 100 KB ends before it is carried out. From Redis 7.0 on.
///
/// Redis takes no limit below 128 KiB, so a connection of this library's holds that much in a
/// transaction that it never ends. Rests on evictClients() in networking.c. Changes
/// maxmemory-clients.
class ClientEvicted : public State {
 public:
  std::string name() const override { return "client-evicted"; }
  std::vector<std::string> changes() const override { return {"maxmemory-clients"}; }

 private:
  Entered Apply(RedisServer& server) const override;
};

}  // namespace gtest_redis
