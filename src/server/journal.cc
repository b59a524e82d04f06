#include "server/journal.h"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <system_error>

#include "gtest_redis/server/server_error.h"

namespace gtest_redis {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ProcessIdentity, pid, start)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Journal, place, run_id, host, owner, note, commands)

namespace {

namespace fs = std::filesystem;

std::string HostName() {
  std::array<char, 256> name{};
  gethostname(name.data(), name.size() - 1);
  return name.data();
}

fs::path File(const std::string& run_id) {
  return fs::path(Journal::Directory()) / (run_id + ".json");
}

}  // namespace

Journal Journal::Of(const std::string& place, const std::string& run_id) {
  const auto self = ProcessIdentity::Of(getpid()).value_or(ProcessIdentity{getpid(), 0});
  return {place, run_id, HostName(), self, "", {}};
}

std::string Journal::Directory() {
  const char* state = std::getenv("XDG_STATE_HOME");
  if (state != nullptr && *state == '/') return std::string(state) + "/gtest-redis";
  const char* home = std::getenv("HOME");
  if (home != nullptr && *home == '/' && access(home, W_OK) == 0) {
    return std::string(home) + "/.local/state/gtest-redis";
  }
  return "/tmp/gtest-redis-journal-" + std::to_string(getuid());
}

void Journal::Write() const {
  const fs::path directory = Directory();
  std::error_code error;
  fs::create_directories(directory.parent_path(), error);
  mkdir(directory.c_str(), S_IRWXU);
  // In /tmp anybody could have made it.
  struct stat status {};
  if (lstat(directory.c_str(), &status) != 0 || !S_ISDIR(status.st_mode) ||
      status.st_uid != getuid()) {
    throw ServerError("cannot keep a journal of what is changed in '" + directory.string() +
                      "': it is no directory of this user; XDG_STATE_HOME says where else");
  }
  chmod(directory.c_str(), S_IRWXU);
  const fs::path file = File(run_id);
  const fs::path temporary = file.string() + "." + std::to_string(getpid());
  std::ofstream text(temporary, std::ios::trunc);
  text << nlohmann::json(*this).dump(2) << "\n";
  text.close();
  fs::rename(temporary, file, error);
  if (!text || error) {
    throw ServerError("cannot write the journal '" + file.string() +
                      "'; XDG_STATE_HOME says where else");
  }
}

void Journal::Remove() const {
  std::error_code error;
  fs::remove(File(run_id), error);
}

bool Journal::owner_is_dead() const { return host == HostName() && !owner.alive(); }

std::vector<Journal> Journal::ReadAll() {
  std::vector<Journal> journals;
  std::error_code error;
  for (fs::directory_iterator entry(Directory(), error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->path().extension() != ".json") continue;
    try {
      journals.push_back(nlohmann::json::parse(std::ifstream(entry->path())).get<Journal>());
    } catch (const nlohmann::json::exception&) {
      continue;  // Of another version of this library, or not written by it.
    }
  }
  return journals;
}

}  // namespace gtest_redis
