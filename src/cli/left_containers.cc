#include <unistd.h>

#include <array>
#include <cstdlib>

#include "cli/leftover.h"
#include "engine/container.h"
#include "process/process_identity.h"

namespace gtest_redis {
namespace {

std::string Label(const ContainerSummary& container, const std::string& name) {
  const auto found = container.labels.find("org.gtest-redis." + name);
  return found == container.labels.end() ? "" : found->second;
}

std::string HostName() {
  std::array<char, 256> name{};
  gethostname(name.data(), name.size() - 1);
  return name.data();
}

// Where it is not recorded when its program started, any process of that number may be it.
bool OwnerRuns(const ContainerSummary& container) {
  const auto owner = ProcessIdentity::Of(std::atoi(Label(container, "pid").c_str()));
  const std::string start = Label(container, "start");
  return owner && (start.empty() || start == std::to_string(owner->start));
}

}  // namespace

std::vector<Leftover> LeftContainers() {
  std::vector<Leftover> left;
  const Engine engine = Engine::Find();
  for (const ContainerSummary& summary : Container::List(engine, "org.gtest-redis=1")) {
    const std::string owner =
        "of process " + Label(summary, "pid") + " (" + Label(summary, "program") + ")";
    const std::string host = Label(summary, "host");
    if (host != HostName()) {
      left.push_back({"container",
                      summary.name,
                      owner + " on host '" + host + "': only there it is known whether it runs",
                      {}});
    } else if (!OwnerRuns(summary)) {
      left.push_back({"container", summary.name, owner + ", which has ended",
                      [container = Container(engine, summary.name)] { container.Remove(); }});
    }
  }
  return left;
}

}  // namespace gtest_redis
