#pragma once

#include <chrono>

namespace gtest_redis {

/// How to use a Redis that is somebody else's. A plain value.
struct AttachOptions {
  /// The database to take, for services that hard-code an index; kAnyDatabase takes whichever is
  /// free. A database other than 0 that the URL names counts as given here.
  static constexpr int kAnyDatabase = -1;
  int database = kAnyDatabase;

  /// Allows to take, and to flush, the database although it holds keys that are not known to be of
  /// tests, or clients of others have it selected. The environment variable
  /// GTEST_REDIS_MAY_FLUSH=host:port/database[,...] says the same for exactly that database.
  bool may_flush = false;
  /// Allows to change the whole server (its configuration, for a state) although other databases
  /// hold keys or other clients are connected. GTEST_REDIS_MAY_CHANGE_SERVER=host:port[,...] says
  /// the same for exactly that server.
  bool may_change_server = false;

  /// How long to wait for what other tests hold: a free database, or the whole server.
  std::chrono::milliseconds claim_timeout{30000};
  /// How long the server may take until it answers, loading its data included.
  std::chrono::milliseconds start_timeout{10000};
  /// How long each reply is waited for.
  std::chrono::milliseconds command_timeout{5000};
};

}  // namespace gtest_redis
