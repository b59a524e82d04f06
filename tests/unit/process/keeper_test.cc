#include "process/keeper.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <thread>
#include <vector>

#include "gtest_redis/redis/error.h"
#include "process/deadline.h"
#include "process/pledge_test.h"
#include "process/scratch_directory.h"

namespace gtest_redis {
namespace {

using std::chrono::milliseconds;
using ::testing::AllOf;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::Lt;
using ::testing::ThrowsMessage;

TEST_F(PledgeTest, IsKeptWhenTheProgramIsKilled) {
  Program program([&](Keeper& keeper) { keeper.Promise(PledgeTo(listener_, "DELETE /a")); });
  program.Kill();
  LocalPeer peer = listener_.Accept();
  EXPECT_EQ(peer.Read(9), "DELETE /a");
  EXPECT_TRUE(program.KeeperAtWork());
  peer.Write("HTTP/1.1 20");
  peer.Write("4 No Content\r\n\r\n");
  EXPECT_TRUE(peer.AwaitEnd());
  EXPECT_TRUE(program.AwaitKeeper(milliseconds(1000)));
}

TEST_F(PledgeTest, IsKeptOverTcp) {
  LocalListener listener(AF_INET);
  Program program([&](Keeper& keeper) { keeper.Promise(PledgeTo(listener, "FLUSH")); });
  program.Kill();
  LocalPeer peer = listener.Accept();
  EXPECT_EQ(peer.Read(5), "FLUSH");
  peer.Write(" 204 ");
  EXPECT_TRUE(program.AwaitKeeper(milliseconds(1000)));
}

TEST_F(PledgeTest, ToRemoveADirectoryIsKeptWhenTheProgramIsKilled) {
  const ScratchDirectory scratch;
  const std::string directory = scratch.File("to go");
  mkdir(directory.c_str(), S_IRWXU);
  Program program([&](Keeper& keeper) {
    Pledge pledge;
    pledge.directory = directory;
    keeper.Promise(pledge);
    pledge.directory = scratch.File("never made");
    keeper.Promise(pledge);
  });
  EXPECT_EQ(access(directory.c_str(), F_OK), 0);
  program.Kill();
  EXPECT_TRUE(program.AwaitKeeper(milliseconds(1000)));
  EXPECT_NE(access(directory.c_str(), F_OK), 0);
}

TEST_F(PledgeTest, IsNotKeptWhileTheProgramRuns) {
  Program program([&](Keeper& keeper) { keeper.Promise(PledgeTo(listener_, "DELETE /a")); });
  EXPECT_FALSE(listener_.Pending(milliseconds(50)));
}

TEST_F(PledgeTest, IsKeptOnAHandedOverConnection) {
  auto [ours, theirs] = LocalPeer::Pair();
  Program program([&, mine = ours.socket()](Keeper& keeper) {
    keeper.Promise(PledgeOn(mine, "CONFIG SET"));
    close(mine);
  });
  ours.Close();
  EXPECT_FALSE(theirs.AwaitEnd(milliseconds(20)));
  program.Kill();
  EXPECT_EQ(theirs.Read(10), "CONFIG SET");
  EXPECT_FALSE(theirs.AwaitEnd(milliseconds(20)));
  theirs.Write("+OK\r\n");
  EXPECT_TRUE(theirs.AwaitEnd());
  EXPECT_TRUE(program.AwaitKeeper());
}

// Others' answers are not waited for, or the claims of a whole program would hang on the slowest.
TEST_F(PledgeTest, ClosesEachHandedOverConnectionWhenItsOwnAnswerCame) {
  auto [ours, theirs] = LocalPeer::Pair();
  auto [our_silent, their_silent] = LocalPeer::Pair();
  Program program([&](Keeper& keeper) {
    for (const int socket : {our_silent.socket(), ours.socket()}) {
      keeper.Promise(PledgeOn(socket, "A"));
    }
  });
  ours.Close();
  our_silent.Close();
  program.Kill();
  EXPECT_EQ(their_silent.Read(1), "A");
  EXPECT_EQ(theirs.Read(1), "A");
  theirs.Write("+OK\r\n");
  EXPECT_TRUE(theirs.AwaitEnd(milliseconds(500)));
  EXPECT_FALSE(their_silent.AwaitEnd(milliseconds(10)));
  their_silent.Write("+OK\r\n");
  EXPECT_TRUE(program.AwaitKeeper());
}

TEST_F(PledgeTest, IsKeptWhenThePeerClosesWhereNoAnswerIsWaitedFor) {
  Program program([&](Keeper& keeper) { keeper.Promise(PledgeTo(listener_, "BYE", "")); });
  program.Kill();
  LocalPeer peer = listener_.Accept();
  EXPECT_EQ(peer.Read(3), "BYE");
  peer.Write("whatever");
  EXPECT_FALSE(peer.AwaitEnd(milliseconds(20)));
  peer.Close();
  EXPECT_TRUE(program.AwaitKeeper(milliseconds(1000)));
}

TEST_F(PledgeTest, IsGivenUpAfterFiveSecondsWithoutAnAnswer) {
  Program program([&](Keeper& keeper) { keeper.Promise(PledgeTo(listener_, "DELETE /a")); });
  const auto start = Deadline::Clock::now();
  program.Kill();
  LocalPeer peer = listener_.Accept();
  EXPECT_TRUE(program.AwaitKeeper());
  EXPECT_THAT(Deadline::Clock::now() - start,
              AllOf(Ge(milliseconds(4990)), Lt(milliseconds(20000))));
}

TEST_F(PledgeTest, IsGivenUpAtOnceWhereNobodyListens) {
  auto gone = std::make_unique<LocalListener>();
  Program program([&](Keeper& keeper) { keeper.Promise(PledgeTo(*gone, "DELETE /a")); });
  gone.reset();
  program.Kill();
  EXPECT_TRUE(program.AwaitKeeper(milliseconds(1000)));
}

TEST_F(PledgeTest, IsKeptAtTheSameTimeAsAllOthers) {
  constexpr int kCount = Keeper::kMaxPledges;
  Program program([&](Keeper& keeper) {
    for (int i = 0; i < kCount; ++i) keeper.Promise(PledgeTo(listener_, "DELETE /a"));
  });
  program.Kill();
  std::vector<LocalPeer> peers;
  for (int i = 0; i < kCount; ++i) {
    ASSERT_TRUE(listener_.Pending(milliseconds(1500))) << i << " are there";
    peers.push_back(listener_.Accept());
  }
  for (LocalPeer& peer : peers) {
    EXPECT_EQ(peer.Read(9), "DELETE /a");
    peer.Write(" 204 ");
  }
  EXPECT_TRUE(program.AwaitKeeper(milliseconds(1000)));
}

TEST_F(PledgeTest, FindsItsWayThroughAFullBacklog) {
  LocalListener listener(AF_UNIX, 0);
  Program program([&](Keeper& keeper) {
    for (int i = 0; i < 8; ++i) keeper.Promise(PledgeTo(listener, "DELETE /a"));
  });
  program.Kill();
  for (int i = 0; i < 8; ++i) {
    LocalPeer peer = listener.Accept();
    EXPECT_EQ(peer.Read(9), "DELETE /a");
    peer.Write(" 204 ");
  }
  EXPECT_TRUE(program.AwaitKeeper(milliseconds(1500)));
}

// That a promise is in the keeper's queue is enough: it is read before the program's end is seen.
TEST_F(PledgeTest, IsKeptWhenTheProgramEndsWithTheLastOfThem) {
  constexpr int kCount = Keeper::kMaxPledges;
  Program program([&](Keeper& keeper) {
    for (int i = 0; i < kCount; ++i) keeper.Promise(PledgeTo(listener_, "D"));
    kill(getpid(), SIGKILL);
  });
  for (int i = 0; i < kCount; ++i) {
    LocalPeer peer = listener_.Accept();
    EXPECT_EQ(peer.Read(1), "D");
    peer.Write(" 204 ");
  }
}

TEST_F(PledgeTest, MayBeMadeByAnyThread) {
  Program program([&](Keeper& keeper) {
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&] {
        for (int round = 0; round < 100; ++round) {
          keeper.Withdraw(keeper.Promise(PledgeTo(listener_, "N")));
        }
        keeper.Promise(PledgeTo(listener_, "Y"));
      });
    }
    for (std::thread& thread : threads) thread.join();
  });
  program.Kill();
  for (int i = 0; i < 8; ++i) {
    LocalPeer peer = listener_.Accept();
    EXPECT_EQ(peer.Read(1), "Y");
    peer.Write(" 204 ");
  }
  EXPECT_TRUE(program.AwaitKeeper());
  EXPECT_FALSE(listener_.Pending(milliseconds(0)));
}

TEST_F(PledgeTest, OfTheGreatestSizeIsKeptWhole) {
  const std::string request(Pledge::kMaxRequest, 'r');
  const std::string answer(Pledge::kMaxText, 'a');
  Program program([&](Keeper& keeper) {
    Pledge pledge = PledgeTo(listener_, request, answer);
    pledge.retry = std::string(Pledge::kMaxText, 'b');
    keeper.Promise(pledge);
  });
  program.Kill();
  LocalPeer peer = listener_.Accept();
  EXPECT_EQ(peer.Read(request.size()), request);
  peer.Write(std::string(100'000, '-') + answer.substr(0, 100));
  peer.Write(answer.substr(100));
  EXPECT_TRUE(program.AwaitKeeper(milliseconds(1000)));
}

TEST_F(PledgeTest, IsNotKeptOnceItIsWithdrawn) {
  auto [ours, theirs] = LocalPeer::Pair();
  Program program([&, mine = ours.socket()](Keeper& keeper) {
    const int withdrawn = keeper.Promise(PledgeTo(listener_, "N"));
    keeper.Promise(PledgeTo(listener_, "Y"));
    const int connected = keeper.Promise(PledgeOn(mine, "N"));
    close(mine);
    keeper.Withdraw(withdrawn);
    keeper.Withdraw(connected);
    keeper.Withdraw(connected);
    keeper.Withdraw(4711);
  });
  ours.Close();
  EXPECT_TRUE(theirs.AwaitEnd()) << "the keeper still has its duplicate of the connection";
  program.Kill();
  LocalPeer peer = listener_.Accept();
  EXPECT_EQ(peer.Read(1), "Y");
  peer.Write(" 204 ");
  EXPECT_TRUE(program.AwaitKeeper());
  EXPECT_FALSE(listener_.Pending(milliseconds(0)));
}

TEST_F(PledgeTest, IsNotWithdrawnByAForkOfTheProgram) {
  Program program([&](Keeper& keeper) {
    const int pledge = keeper.Promise(PledgeTo(listener_, "Y"));
    const pid_t fork = ::fork();
    if (fork == 0) {
      keeper.Withdraw(pledge);
      _exit(0);
    }
    waitpid(fork, nullptr, 0);
  });
  program.Kill();
  EXPECT_EQ(listener_.Accept().Read(1), "Y");
}

TEST_F(PledgeTest, IsRefusedWhenThereAreTooMany) {
  Keeper keeper;
  std::vector<int> ids;
  for (std::size_t i = 0; i < Keeper::kMaxPledges; ++i) {
    ids.push_back(keeper.Promise(PledgeTo(listener_, "D")));
  }
  EXPECT_THAT([&] { keeper.Promise(PledgeTo(listener_, "D")); },
              ThrowsMessage<Error>(HasSubstr("it has 64 servers to clean up already")));
  keeper.Withdraw(ids.back());
  ids.back() = keeper.Promise(PledgeTo(listener_, "D"));
  for (const int id : ids) keeper.Withdraw(id);
}

TEST_F(PledgeTest, IsRefusedWhenItIsTooLong) {
  Keeper keeper;
  const std::string longer(Pledge::kMaxRequest + 1, 'x');
  EXPECT_THAT([&] { keeper.Promise(PledgeTo(listener_, longer)); },
              ThrowsMessage<Error>(HasSubstr("the request has 16385 bytes, and the keeper takes at "
                                             "most 16384")));
  EXPECT_THAT([&] { keeper.Promise(PledgeTo(listener_, "D", std::string(257, 'x'))); },
              ThrowsMessage<Error>(HasSubstr("the answer to wait for has 257 bytes")));
}

}  // namespace
}  // namespace gtest_redis
