#include "process/cgroup.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <fstream>
#include <iterator>
#include <sstream>
#include <vector>

#include "gtest_redis/redis/error.h"
#include "process/deadline.h"
#include "process/keeper.h"
#include "process/system_error.h"

namespace gtest_redis {
namespace {

constexpr char kMend[] =
    "; as root it can be had, or, where there is a systemd, in "
    "'systemd-run --user --scope --property=Delegate=yes COMMAND'";

std::string ReadAll(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

std::vector<std::string> Split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
  return parts;
}

bool Contains(const std::vector<std::string>& words, const std::string& word) {
  for (const std::string& each : words) {
    if (each == word) return true;
  }
  return false;
}

// proc(5): in mountinfo, a blank is "\040".
std::string Unescape(const std::string& text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 3 < text.size()) {
      plain += static_cast<char>(std::stoi(text.substr(i + 1, 3), nullptr, 8));
      i += 3;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

// Takes `root` off the front of `path`; false where it does not lie below that.
bool RemoveRoot(const std::string& root, std::string& path) {
  if (path.rfind("/..", 0) == 0) return false;  // Outside of this program's cgroup namespace.
  if (root == "/") return true;
  if (path.compare(0, root.size(), root) != 0) return false;
  if (path.size() > root.size() && path[root.size()] != '/') return false;
  path.erase(0, root.size());
  return true;
}

// cgroups(7): lines of "ID:CONTROLLERS:PATH"; of version 2, "0::PATH".
struct Membership {
  int version = 0;
  std::string path;
};

Membership FindMembership(const std::string& cgroups, const std::string& controller) {
  Membership found;
  for (const std::string& line : Split(cgroups, '\n')) {
    const auto first = line.find(':');
    const auto second = first == std::string::npos ? first : line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const bool has_it = Contains(Split(controllers, ','), controller);
    // Where version 1 has the controller, version 2 cannot have it.
    if (has_it) return {1, line.substr(second + 1)};
    if (controllers.empty()) found = {2, line.substr(second + 1)};
  }
  return found;
}

// proc(5): "ID PARENT DEVICE ROOT MOUNT_POINT OPTIONS [TAG...] - TYPE SOURCE OPTIONS". Where the
// hierarchy is mounted, and the cgroup's directory there; empty where it cannot be seen.
struct Mounted {
  std::string mount_point;
  std::string directory;
};

Mounted FindMounted(const std::string& mountinfo, const Membership& membership,
                    const std::string& controller) {
  Mounted found;
  for (const std::string& line : Split(mountinfo, '\n')) {
    const auto separator = line.find(" - ");
    if (separator == std::string::npos) continue;
    const std::vector<std::string> mount = Split(line.substr(0, separator), ' ');
    const std::vector<std::string> type = Split(line.substr(separator + 3), ' ');
    if (mount.size() < 6 || type.size() < 3) continue;
    const bool fits = membership.version == 2
                          ? type[0] == "cgroup2"
                          : type[0] == "cgroup" && Contains(Split(type[2], ','), controller);
    std::string path = membership.path;
    if (!fits || !RemoveRoot(Unescape(mount[3]), path)) continue;
    found.mount_point = Unescape(mount[4]);
    found.directory = found.mount_point + (path == "/" ? "" : path);
  }
  return found;
}

bool MayMakeIn(const std::string& directory) {
  return access(directory.c_str(), W_OK | X_OK) == 0 &&
         access((directory + "/cgroup.procs").c_str(), W_OK) == 0;
}

// Of version 2: a cgroup's children have the controllers that it names, and one that does so holds
// no processes itself, the root aside. So the nearest at or above our own that names it.
std::string ParentOfVersion2(const Mounted& mounted, const std::string& controller) {
  std::string directory = mounted.directory;
  for (;;) {
    const std::string controllers = ReadAll(directory + "/cgroup.subtree_control");
    if (Contains(Split(controllers.substr(0, controllers.find('\n')), ' '), controller)) {
      return directory;
    }
    if (directory.size() <= mounted.mount_point.size()) return "";
    directory.erase(directory.rfind('/'));
  }
}

// False with errno. The kernel takes or refuses a value by the write itself, which a stream would
// put off.
bool Write(const std::string& path, const std::string& value) {
  const int file = open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (file < 0) return false;
  const bool written = write(file, value.data(), value.size()) >= 0;
  const int error = errno;
  close(file);
  errno = error;
  return written;
}

void MustWrite(const std::string& path, const std::string& value) {
  if (Write(path, value)) return;
  throw Error("cannot write '" + value + "' to '" + path + "': " + ErrnoText(errno));
}

std::string NewDirectory(const CgroupPlace& place) {
  static std::atomic<int> count{0};
  return place.parent + "/gtest-redis-" + std::to_string(getpid()) + "-" + std::to_string(++count);
}

}  // namespace

CgroupPlace CgroupPlace::Find(const std::string& controller) {
  return Find(ReadAll("/proc/self/mountinfo"), ReadAll("/proc/self/cgroup"), controller);
}

CgroupPlace CgroupPlace::Find(const std::string& mountinfo, const std::string& cgroups,
                              const std::string& controller) {
  const Membership membership = FindMembership(cgroups, controller);
  if (membership.version == 0) return {0, "", "", "this kernel has no " + controller + " cgroups"};
  const Mounted mounted = FindMounted(mountinfo, membership, controller);
  CgroupPlace place{membership.version, mounted.directory, "", ""};
  if (place.own.empty()) {
    place.why_not = "this program's cgroup '" + membership.path +
                    "' is not below any mounted cgroup file system with the " + controller +
                    " controller";
    return place;
  }
  const std::string parent = place.version == 1 ? place.own : ParentOfVersion2(mounted, controller);
  if (parent.empty()) {
    place.why_not = "no cgroup at or above '" + place.own + "' gives its children " + controller +
                    " limits" + kMend;
  } else if (!MayMakeIn(parent)) {
    place.why_not =
        "this program may not make a cgroup in '" + parent + "': " + ErrnoText(errno) + kMend;
  } else {
    place.parent = parent;
  }
  return place;
}

Cgroup::Cgroup(const CgroupPlace& place, pid_t process)
    : place_(place), directory_(NewDirectory(place)), process_(process), owner_(getpid()) {
  if (place.parent.empty()) throw Error("cannot make a cgroup: " + place.why_not);
  Pledge pledge;
  pledge.directory = directory_;
  pledge_ = Keeper::Get().Promise(pledge);
  if (mkdir(directory_.c_str(), S_IRWXU) == 0) return;
  const int error = errno;
  Keeper::Get().Withdraw(pledge_);
  throw Error("cannot make the cgroup '" + directory_ + "': " + ErrnoText(error));
}

Cgroup::~Cgroup() {
  if (owner_ != getpid()) return;
  // One that is being killed is in it for a moment yet.
  WaitUntil(Deadline(std::chrono::seconds(2)), [this] {
    if (rmdir(directory_.c_str()) == 0 || errno == ENOENT) return true;
    Write(place_.own + "/cgroup.procs", std::to_string(process_));
    return false;
  });
  // Where it could not be removed, the pledge stays.
  if (access(directory_.c_str(), F_OK) != 0) Keeper::Get().Withdraw(pledge_);
}

void Cgroup::Enter() const { MustWrite(File("cgroup.procs"), std::to_string(process_)); }

MemoryCgroup::MemoryCgroup(const CgroupPlace& place, pid_t process, std::uint64_t bytes)
    : Cgroup(place, process) {
  Limit(bytes);
  Enter();  // What the process has already stays charged to where it was.
}

void MemoryCgroup::Limit(std::uint64_t bytes) const {
  const std::string limit = std::to_string(bytes);
  if (version() == 1) {
    MustWrite(File("memory.limit_in_bytes"), limit);
    // Only where the kernel accounts for swap.
    if (access(File("memory.memsw.limit_in_bytes").c_str(), F_OK) == 0) {
      MustWrite(File("memory.memsw.limit_in_bytes"), limit);
    }
    return;
  }
  MustWrite(File("memory.max"), limit);
  if (access(File("memory.swap.max").c_str(), F_OK) == 0) MustWrite(File("memory.swap.max"), "0");
  // The server and its children are killed together.
  MustWrite(File("memory.oom.group"), "1");
}

std::int64_t MemoryCgroup::kills() const {
  // Of both versions: lines of "NAME COUNT".
  std::istringstream lines(ReadAll(File(version() == 1 ? "memory.oom_control" : "memory.events")));
  std::string name;
  std::int64_t count = 0;
  while (lines >> name >> count) {
    if (name == "oom_kill") return count;
  }
  return 0;
}

PidsCgroup::PidsCgroup(const CgroupPlace& place, pid_t process) : Cgroup(place, process) {
  MustWrite(File("pids.max"), "0");
  Enter();  // One more than the limit, which the kernel only looks at when another is made.
}

}  // namespace gtest_redis
