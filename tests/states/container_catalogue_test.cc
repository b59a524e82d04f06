#include "container/container_fixture.h"
#include "gtest_redis/state/catalogue.h"
#include "state_server.h"

namespace gtest_redis {
namespace {

class ContainerStateTest : public ContainerTest, public testing::WithParamInterface<StateEntry> {};

TEST_P(ContainerStateTest, IsEnteredAndLeft) { EnterAndLeave(GetParam(), Backend::kContainer); }

INSTANTIATE_TEST_SUITE_P(Catalogue, ContainerStateTest, testing::ValuesIn(StateCatalogue()),
                         TestName);

}  // namespace
}  // namespace gtest_redis
