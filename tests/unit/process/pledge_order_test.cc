#include <gmock/gmock.h>

#include "process/pledge_test.h"

namespace gtest_redis {
namespace {

using std::chrono::milliseconds;
using ::testing::AllOf;
using ::testing::Ge;
using ::testing::Lt;

TEST_F(PledgeTest, IsAskedAgainWhileTheAnswerSaysSo) {
  Program program([&](Keeper& keeper) {
    Pledge pledge = PledgeTo(listener_, "DELETE /a");
    pledge.retry = " 404 ";
    keeper.Promise(pledge);
  });
  program.Kill();
  for (const char* answer : {"HTTP/1.1 404 Not", "HTTP/1.1 404 Not", "HTTP/1.1 204 No"}) {
    LocalPeer peer = listener_.Accept();
    EXPECT_EQ(peer.Read(9), "DELETE /a");
    peer.Write(answer);
    EXPECT_TRUE(peer.AwaitEnd());
  }
  EXPECT_TRUE(program.AwaitKeeper(milliseconds(1000)));
  EXPECT_FALSE(listener_.Pending(milliseconds(0)));
}

TEST_F(PledgeTest, IsAskedAgainOnAHandedOverConnection) {
  auto [ours, theirs] = LocalPeer::Pair();
  Program program([&, mine = ours.socket()](Keeper& keeper) {
    Pledge pledge = PledgeOn(mine, "SCRIPT KILL", "NOTBUSY");
    pledge.retry = "+OK";
    keeper.Promise(pledge);
  });
  ours.Close();
  program.Kill();
  EXPECT_EQ(theirs.Read(11), "SCRIPT KILL");
  theirs.Write("+OK");
  EXPECT_EQ(theirs.Read(11), "SCRIPT KILL");
  theirs.Write("-NOTBUSY");
  EXPECT_TRUE(theirs.AwaitEnd());
  EXPECT_TRUE(program.AwaitKeeper());
}

TEST_F(PledgeTest, IsKeptBeforeTheOthersWhereItIsToBeFirst) {
  auto [ours, theirs] = LocalPeer::Pair();
  Program program([&, mine = ours.socket()](Keeper& keeper) {
    keeper.Promise(PledgeTo(listener_, "DELETE /a"));
    Pledge pledge = PledgeOn(mine, "A");
    pledge.first = true;
    keeper.Promise(pledge);
  });
  ours.Close();
  program.Kill();
  EXPECT_EQ(theirs.Read(1), "A");
  EXPECT_FALSE(listener_.Pending(milliseconds(50)));
  theirs.Write("+OK");
  EXPECT_EQ(listener_.Accept().Read(9), "DELETE /a");
  EXPECT_TRUE(program.AwaitKeeper());
}

TEST_F(PledgeTest, IsAskedAgainForFiveSeconds) {
  Program program([&](Keeper& keeper) {
    Pledge pledge = PledgeTo(listener_, "DELETE /a");
    pledge.retry = " 404 ";
    keeper.Promise(pledge);
  });
  const auto start = Deadline::Clock::now();
  program.Kill();
  while (Deadline::Clock::now() - start < milliseconds(20000) && program.KeeperAtWork()) {
    if (listener_.Pending(milliseconds(10))) listener_.Accept().Write(" 404 ");
  }
  EXPECT_THAT(Deadline::Clock::now() - start,
              AllOf(Ge(milliseconds(4990)), Lt(milliseconds(20000))));
}

}  // namespace
}  // namespace gtest_redis
