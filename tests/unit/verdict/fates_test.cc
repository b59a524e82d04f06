#include <gmock/gmock.h>

#include "verdict/evidence_of.h"

namespace gtest_redis {
namespace {

using ::testing::ElementsAre;

const GateCommand kMulti = Sent("MULTI", "", Outcome::kAnswered);
const GateCommand kQueued = Sent("SET", "k", Outcome::kAnswered);

std::vector<Outcome> Fates(const std::vector<GateCommand>& commands) {
  std::vector<Outcome> outcomes;
  for (const CommandFate& fate : FatesOf(commands)) outcomes.push_back(fate.outcome);
  return outcomes;
}

TEST(FatesTest, AreTheirOwnOutsideOfATransaction) {
  EXPECT_THAT(Fates({kQueued, Sent("GET", "k", Outcome::kLost)}),
              ElementsAre(Outcome::kAnswered, Outcome::kLost));
}

TEST(FatesTest, AreThoseOfExecInATransaction) {
  EXPECT_THAT(Fates({kMulti, kQueued, Sent("EXEC", "", Outcome::kLost)}),
              ElementsAre(Outcome::kAnswered, Outcome::kLost, Outcome::kLost));
  EXPECT_THAT(
      Fates({kMulti, kQueued, Sent("EXEC", "", Outcome::kAnswered), kQueued}),
      ElementsAre(Outcome::kAnswered, Outcome::kAnswered, Outcome::kAnswered, Outcome::kAnswered));
}

TEST(FatesTest, OfATransactionThatNeverEndsAreOpen) {
  EXPECT_THAT(Fates({kMulti, kQueued}), ElementsAre(Outcome::kAnswered, Outcome::kPending));
  EXPECT_FALSE(MayHaveWritten({kMulti, kQueued}));
  EXPECT_FALSE(MayHaveWritten({kMulti, Sent("SET", "k", Outcome::kLost)}));
}

TEST(FatesTest, OfADiscardedTransactionAreNothing) {
  const GateCommand discard = Sent("DISCARD", "", Outcome::kAnswered);
  EXPECT_FALSE(MayHaveWritten({kMulti, kQueued, discard}));
}

TEST(FatesTest, KeepTheReasonOfARefusal) {
  const std::vector<GateCommand> commands = {kMulti, Sent("SET", "k", Outcome::kRefused, kOom),
                                             Sent("EXEC", "", Outcome::kRefused, "EXECABORT ...")};
  EXPECT_EQ(FatesOf(commands)[1].error, kOom);
}

TEST(FatesTest, GoByConnection) {
  GateCommand elsewhere = Sent("EXEC", "", Outcome::kLost);
  elsewhere.connection = 2;
  EXPECT_THAT(Fates({kMulti, kQueued, elsewhere, Sent("EXEC", "", Outcome::kAnswered)})[1],
              Outcome::kAnswered);
}

TEST(FatesTest, KnowAWriteOfWhichNobodyKnows) {
  EXPECT_TRUE(MayHaveWritten({Sent("SET", "k", Outcome::kLost)}));
  EXPECT_TRUE(MayHaveWritten({kMulti, kQueued, Sent("EXEC", "", Outcome::kLost)}));
  EXPECT_TRUE(MayHaveWritten({Sent("SET", "k", Outcome::kPending)}));
  EXPECT_FALSE(MayHaveWritten({Sent("GET", "k", Outcome::kLost)}));
  EXPECT_FALSE(MayHaveWritten({Sent("SET", "k", Outcome::kRefused, kOom)}));
  GateCommand kept = Sent("SET", "k", Outcome::kLost);
  kept.reached_redis = false;
  EXPECT_FALSE(MayHaveWritten({kept}));
}

}  // namespace
}  // namespace gtest_redis
