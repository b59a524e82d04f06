#pragma once

#include <string>
#include <vector>

#include "process/process_identity.h"

namespace gtest_redis {

/// What a program has changed of a server that is not its own, in a file, for the case that neither
/// it nor its keeper puts that back: the next program of this user on this machine does. There is
/// one file for each server, named by its run_id: what was changed does not outlive a restart.
struct Journal {
  std::string place;   ///< "127.0.0.1:6379".
  std::string run_id;  ///< The server's, from INFO.
  std::string host;    ///< The machine that the owner runs on; a home directory may be shared.
  ProcessIdentity owner;
  /// A note of this text in the server's script cache says that the keeper has put it back.
  std::string note;
  std::vector<std::vector<std::string>> commands;  ///< What puts it back.

  /// Of this process.
  static Journal Of(const std::string& place, const std::string& run_id);

  /// Writes the file, whole or not at all. Throws ServerError, naming the directory.
  void Write() const;
  void Remove() const;
  /// Whether the process that wrote it has ended; false for one of another machine.
  bool owner_is_dead() const;

  /// All there are; without those that cannot be read.
  static std::vector<Journal> ReadAll();
  /// $XDG_STATE_HOME/gtest-redis, ~/.local/state/gtest-redis, or a directory in /tmp.
  static std::string Directory();
};

}  // namespace gtest_redis
