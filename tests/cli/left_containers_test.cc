#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <list>
#include <optional>

#include "cli/leftover.h"
#include "engine/container.h"
#include "gtest_redis/server/usable.h"
#include "process/process_identity.h"
#include "server/backend_choice.h"
#include "server/container_engine.h"

namespace gtest_redis {
namespace {

using ::testing::HasSubstr;

class LeftContainersTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const Usability usability = CheckContainer();
    if (usability.usable) {
      engine_ = Engine::Find();
      return;
    }
    if (IsRequired(std::getenv("GTEST_REDIS_REQUIRE"), Backend::kContainer))
      FAIL() << usability.what;
    GTEST_SKIP() << usability.what << "; " << usability.mend;
  }
  void TearDown() override {
    for (const Container& container : made_) container.Remove();
  }

  static std::string Host() {
    std::array<char, 256> name{};
    gethostname(name.data(), name.size() - 1);
    return name.data();
  }
  static std::string DeadProcess() {
    const pid_t pid = fork();
    if (pid == 0) _exit(0);
    waitpid(pid, nullptr, 0);
    return std::to_string(pid);
  }
  // One that does not run, with these labels.
  const Container& Make(const std::string& host, const std::string& pid,
                        const std::string& start = "") {
    ContainerOptions options;
    options.name =
        "gtest-redis-test-" + std::to_string(getpid()) + "-" + std::to_string(made_.size());
    options.image = ImageName(ServerOptions());
    options.host_network = true;
    options.labels = {{"org.gtest-redis", "1"},
                      {"org.gtest-redis.host", host},
                      {"org.gtest-redis.pid", pid},
                      {"org.gtest-redis.program", "my_test"}};
    if (!start.empty()) options.labels["org.gtest-redis.start"] = start;
    made_.push_back(Container::Create(*engine_, options));
    return made_.back();
  }
  static const Leftover* Find(const std::vector<Leftover>& left, const Container& container) {
    const auto found = std::find_if(left.begin(), left.end(), [&](const Leftover& leftover) {
      return leftover.name == container.name();
    });
    return found == left.end() ? nullptr : &*found;
  }

  std::optional<Engine> engine_;
  std::list<Container> made_;
};

TEST_F(LeftContainersTest, AreThoseOfDeadProcesses) {
  const Container& container = Make(Host(), DeadProcess());
  const std::vector<Leftover> left = LeftContainers();
  const Leftover* leftover = Find(left, container);
  ASSERT_NE(leftover, nullptr);
  EXPECT_THAT(leftover->what, HasSubstr("(my_test), which has ended"));
  leftover->remove();
  EXPECT_EQ(Find(LeftContainers(), container), nullptr);
}

TEST_F(LeftContainersTest, AreNotThoseOfProcessesThatRun) {
  const std::string self = std::to_string(getpid());
  EXPECT_EQ(Find(LeftContainers(), Make(Host(), self)), nullptr);
  const std::string start = std::to_string(ProcessIdentity::Of(getpid())->start);
  EXPECT_EQ(Find(LeftContainers(), Make(Host(), self, start)), nullptr);
}

TEST_F(LeftContainersTest, AreThoseOfAProcessWhoseNumberAnotherOneHasNow) {
  const Container& container = Make(Host(), std::to_string(getpid()), "1");
  const std::vector<Leftover> left = LeftContainers();
  ASSERT_NE(Find(left, container), nullptr);
}

TEST_F(LeftContainersTest, AreKeptWhenTheyAreOfAnotherMachine) {
  const Container& container = Make("elsewhere", DeadProcess());
  const std::vector<Leftover> left = LeftContainers();
  ASSERT_NE(Find(left, container), nullptr);
  EXPECT_THAT(Find(left, container)->what, HasSubstr("on host 'elsewhere'"));
  EXPECT_FALSE(Find(left, container)->remove);
}

}  // namespace
}  // namespace gtest_redis
