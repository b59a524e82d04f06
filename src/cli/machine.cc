#include "cli/machine.h"

#include <filesystem>
#include <fstream>
#include <sstream>

namespace gtest_redis {

MachineFact Overcommit(const std::string& file) {
  std::string setting;
  std::ifstream(file) >> setting;
  const std::string what = "vm.overcommit_memory is " + setting;
  const std::string mend = "sysctl vm.overcommit_memory=1";
  if (setting == "1") {
    return {true, what + ": redis can fork for saves and replication however full it is", ""};
  }
  if (setting == "0") {
    return {false,
            what +
                ": a background save, an AOF rewrite or a replica's full sync may fail when "
                "memory is low, and redis then refuses writes with MISCONF where it saves",
            mend};
  }
  if (setting == "2") {
    return {false,
            what +
                ": a background save, an AOF rewrite or a replica's full sync fails when redis "
                "holds more than what is left to commit, however much is free",
            mend};
  }
  return {false, "vm.overcommit_memory is not known: '" + file + "' cannot be read", ""};
}

MachineFact Cgroup(const std::string& directory) {
  namespace fs = std::filesystem;
  std::error_code error;
  std::ifstream controllers(directory + "/cgroup.controllers");
  if (controllers) {
    for (std::string controller; controllers >> controller;) {
      if (controller == "memory") return {true, "version 2, with limits of memory", ""};
    }
    return {false, "version 2, without the memory controller: containers have no memory limit",
            "boot with cgroup_enable=memory"};
  }
  if (fs::exists(directory + "/memory", error)) {
    return {true, "version 1, with limits of memory", ""};
  }
  return {false, "no memory controller in '" + directory + "': containers have no memory limit",
          "boot with cgroup_enable=memory"};
}

}  // namespace gtest_redis
