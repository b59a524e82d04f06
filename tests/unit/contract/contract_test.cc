#include "gtest_redis/contract/contract.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "contract/contract_model.h"

namespace gtest_redis {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;
using testing::UnorderedElementsAre;

constexpr char kEverything[] = FIXTURES "/valid/everything.json";

const ContractModel& Everything() {
  static const Contract contract = Contract::Load(kEverything);
  return contract.model();
}

// A contract with one request and one state, and `more` members.
Contract Parse(const std::string& more, const std::string& path = "folder/small.json") {
  return Contract::Parse(R"({"service": {"url": "http://127.0.0.1:80"}, )" + more +
                             R"("requests": {"ping": {"path": "/", "expect": 200}},
                                "states": {"healthy": {}}})",
                         path);
}

TEST(ContractTest, TellsWhatThereIs) {
  const Contract contract = Contract::Load(kEverything);
  EXPECT_EQ(contract.name(), "everything");
  EXPECT_EQ(contract.file(), kEverything);
  EXPECT_THAT(contract.requests(),
              ElementsAre("new_signal", "again", "get", "upload", "note", "alive", "ready"));
  ASSERT_THAT(contract.states(), SizeIs(3));
  EXPECT_EQ(contract.states()[0].name, "healthy");
  EXPECT_EQ(contract.states()[0].state, "healthy");
  EXPECT_EQ(contract.states()[1].state, "out-of-memory fill=8mb");
  EXPECT_EQ(contract.states()[2].name, "gone");
  EXPECT_EQ(contract.states()[2].state, "refused");
  EXPECT_EQ(contract.states()[2].line, contract.states()[1].line + 16);
}

TEST(ContractTest, ReadsTheService) {
  const ServiceModel& service = Everything().service;
  const std::string folder = FIXTURES "/valid";
  EXPECT_THAT(service.command, ElementsAre(folder + "/bin/gateway", "--listen", "{listen}",
                                           "--redis", "{redis}", "--token={env:TOKEN}"));
  EXPECT_THAT(service.environment, ElementsAre(Pair("REDIS_PASSWORD", "{redis_password}")));
  EXPECT_EQ(std::filesystem::path(service.directory).lexically_relative(folder), ".");
  EXPECT_EQ(service.ready, "/healthz");
  EXPECT_EQ(service.starts_within, milliseconds(20000));
  EXPECT_EQ(service.stops_within, milliseconds(0));
}

TEST(ContractTest, ReadsRedisAndItsData) {
  const RedisModel& redis = Everything().redis;
  EXPECT_EQ(redis.at_least, "6.2");
  EXPECT_EQ(redis.role, RedisRole::kMaster);
  EXPECT_EQ(redis.options.database, 2);
  EXPECT_EQ(redis.options.maxmemory, "64mb");
  EXPECT_EQ(redis.options.maxmemory_policy, "volatile-lru");
  EXPECT_EQ(redis.options.password, "{env:REDIS_PASSWORD}");
  EXPECT_THAT(redis.options.config,
              ElementsAre(Pair("appendonly", "yes"), Pair("maxclients", "100")));
  const DataModel& data = Everything().data;
  EXPECT_THAT(data.commands,
              ElementsAre(ElementsAre("SET", "a", "1"), ElementsAre("SADD", "{tag}:b", "x", "y")));
  ASSERT_THAT(data.fills, SizeIs(2));
  EXPECT_EQ(data.fills[0].count, 1000u);
  EXPECT_EQ(data.fills[0].size, 1024u);
  EXPECT_EQ(data.fills[0].ttl, milliseconds(3600000));
  EXPECT_EQ(data.fills[0].prefix, "session:");
  EXPECT_EQ(data.fills[1].size, 10u);
  EXPECT_EQ(data.fills[1].ttl, std::nullopt);
}

TEST(ContractTest, ReadsDefaults) {
  const DefaultsModel& defaults = Everything().defaults;
  EXPECT_EQ(defaults.within, milliseconds(800));
  EXPECT_EQ(defaults.timeout, milliseconds(4000));
  EXPECT_EQ(defaults.created, 200);
  EXPECT_EQ(defaults.duplicate, 208);
  EXPECT_EQ(defaults.most_sends, 2);
  EXPECT_EQ(defaults.most_connections, 3);
  EXPECT_THAT(defaults.headers, SizeIs(102));
  EXPECT_EQ(defaults.headers.at(599)[0].first, "Retry-After");
  EXPECT_EQ(defaults.headers.at(201)[0].second.Describe(), "'application/json'");
  const StateModel& healthy = Everything().State("healthy");
  EXPECT_EQ(healthy.recovers_within, milliseconds(1500));
  EXPECT_TRUE(healthy.keys_expire);
  EXPECT_TRUE(healthy.keeps_data);
}

TEST(ContractTest, ReadsARequest) {
  const RequestModel& request = Everything().Request("new_signal");
  EXPECT_EQ(request.role, Role::kStore);
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.path, "/api/v1/signals");
  EXPECT_THAT(request.headers, ElementsAre(Pair("X-Trace", "{unique}-{number}"),
                                           Pair("Authorization", "Bearer {env:TOKEN}")));
  EXPECT_EQ(request.body, R"({"name":"High-{unique}","{key}":[1,2.5,null,true,{"a":{}}]})");
  EXPECT_TRUE(request.is_json);
  EXPECT_FALSE(request.verbatim);
  EXPECT_EQ(request.captures.at("id").pointer, "/id");
  EXPECT_EQ(request.captures.at("tag").header, "ETag");
  EXPECT_EQ(request.asks, 2);
  EXPECT_EQ(request.together, 8);
  EXPECT_EQ(request.timeout, milliseconds(3000));
  EXPECT_THAT(request.expect.statuses, ElementsAre(200, 201, 202));
  EXPECT_EQ(request.expect.within, milliseconds(500));
  EXPECT_THAT(request.expect.headers, SizeIs(2));
  EXPECT_THAT(request.expect.json, SizeIs(6));
}

TEST(ContractTest, ReadsOtherKindsOfRequests) {
  const RequestModel& again = Everything().Request("again");
  EXPECT_EQ(again.repeats, "new_signal");
  EXPECT_EQ(again.role, Role::kRepeat);
  EXPECT_EQ(again.asks, 1);
  EXPECT_EQ(again.timeout, milliseconds(0));
  EXPECT_THAT(again.captures, IsEmpty());
  const RequestModel& get = Everything().Request("get");
  EXPECT_EQ(get.method, "GET");
  EXPECT_THAT(get.uses, ElementsAre("new_signal"));
  EXPECT_THAT(get.expect.statuses, SizeIs(100));
  const RequestModel& upload = Everything().Request("upload");
  EXPECT_EQ(upload.method, "PUT");
  EXPECT_TRUE(upload.verbatim);
  EXPECT_THAT(upload.body, testing::StartsWith("{\"name\": \"HighLoad\""));
  EXPECT_THAT(Everything().files, ElementsAre(Pair("../payloads/alert.json", upload.body)));
  const RequestModel& note = Everything().Request("note");
  EXPECT_EQ(note.body, "<{unique}> {{unique} { }");
  EXPECT_FALSE(note.is_json);
  EXPECT_EQ(note.expect.body->Describe(), "something that contains 'ok'");
  EXPECT_EQ(Everything().Request("alive").role, Role::kLiveness);
  EXPECT_EQ(Everything().Request("ready").role, Role::kReadiness);
}

TEST(ContractTest, ReadsAState) {
  const StateModel& state = Everything().State("out-of-memory");
  EXPECT_THAT(state.values, ElementsAre(Pair("fill", "8mb")));
  EXPECT_EQ(state.why, "nothing can be stored");
  const ExpectationModel& expect = state.expect.at("new_signal");
  EXPECT_THAT(expect.statuses, ElementsAre(503));
  EXPECT_THAT(expect.refused, ElementsAre("OOM"));
  ASSERT_TRUE(expect.load);
  EXPECT_EQ(expect.load->rate, 200);
  EXPECT_EQ(expect.load->concurrency, 4);
  EXPECT_EQ(expect.load->duration, milliseconds(2000));
  EXPECT_EQ(expect.load->share, 0.99);
  EXPECT_THAT(state.afterwards.at("again").statuses, ElementsAre(200, 208));
  EXPECT_EQ(state.within, milliseconds(900));
  EXPECT_EQ(state.timeout, milliseconds(1500));
  EXPECT_EQ(state.recovers_within, milliseconds(0));
  EXPECT_FALSE(state.keeps_data);
  EXPECT_FALSE(state.keys_expire);
  EXPECT_THAT(state.arguments, ElementsAre("--redis-timeout", "200"));
  EXPECT_THAT(state.environment, ElementsAre(Pair("PORT", "{port}")));
}

TEST(ContractTest, HasTheContractsRedisWithWhatAStateSaysOtherwise) {
  const RedisModel& redis = Everything().State("out-of-memory").redis;
  EXPECT_EQ(redis.options.database, 0);
  EXPECT_EQ(redis.options.maxmemory, "64mb");
  EXPECT_THAT(redis.options.config, ElementsAre(Pair("maxclients", "50")));
  EXPECT_EQ(Everything().State("gone").redis.options.database, 2);
}

TEST(ContractTest, HasTheRequestsStatusInAStateThatSaysNone) {
  EXPECT_THAT(Everything().State("out-of-memory").expect.at("again").statuses, ElementsAre(208));
}

TEST(ContractTest, HasNoStatusWhereNoAnswerIsIntended) {
  const ExpectationModel& expect = Everything().State("gone").expect.at("new_signal");
  EXPECT_THAT(expect.statuses, IsEmpty());
  EXPECT_THAT(expect.intended, UnorderedElementsAre(FindingKind::kExit));
}

TEST(ContractTest, IsNamedAfterItsFile) {
  EXPECT_EQ(Parse("").name(), "small");
  EXPECT_EQ(Parse("", "small").name(), "small");
  EXPECT_EQ(Parse(R"("name": "other", )", "two words.json").name(), "other");
}

TEST(ContractTest, LooksForAProgramWithoutASlashElsewhere) {
  const auto program = [](const std::string& command) {
    return Contract::Parse(R"({"service": {"command": [")" + command + R"("]},
                               "requests": {"ping": {"path": "/", "expect": 200}},
                               "states": {"healthy": {}}})",
                           "/folder/small.json")
        .model()
        .service.command[0];
  };
  EXPECT_EQ(program("gateway"), "gateway");
  EXPECT_EQ(program("./gateway"), "/folder/gateway");
  EXPECT_EQ(program("../bin/gateway"), "/bin/gateway");
  EXPECT_EQ(program("/usr/bin/gateway"), "/usr/bin/gateway");
  EXPECT_EQ(program("{env:BIN}/gateway"), "{env:BIN}/gateway");
}

TEST(ContractTest, HasNothingOfANameThatThereIsNot) {
  EXPECT_THROW(Everything().Request("nothing"), Error);
  EXPECT_THROW(Everything().State("nothing"), Error);
}

TEST(ContractTest, SaysWhichFileCannotBeRead) {
  for (const char* path : {"/nowhere/contract.json", FIXTURES, ""}) {
    try {
      Contract::Load(path);
      ADD_FAILURE() << path << " was read";
    } catch (const ContractError& error) {
      EXPECT_THAT(error.what(), testing::HasSubstr(std::string("cannot read '") + path));
      EXPECT_THAT(error.faults(), SizeIs(1));
    }
  }
}

TEST(ContractTest, ReadsThoseOfTheRepository) {
  for (const auto& entry : std::filesystem::directory_iterator(FIXTURES "/contracts")) {
    EXPECT_NO_THROW(Contract::Load(entry.path().string())) << entry.path();
  }
}

}  // namespace
}  // namespace gtest_redis
