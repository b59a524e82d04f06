#include "state_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "gtest_redis/server/server_error.h"

namespace gtest_redis {
namespace {

using ::testing::StartsWith;

std::vector<RedisServer> HostFor(Backend backend) {
  std::vector<RedisServer> host;
  ServerOptions options;
  options.backend = Backend::kProcess;
  if (backend == Backend::kAttach) host.push_back(RedisServer::Start(options));
  return host;
}

RedisServer Have(Backend backend, const std::vector<RedisServer>& host) {
  if (backend == Backend::kAttach) return RedisServer::Attach(host.front().url());
  ServerOptions options;
  options.backend = backend;
  return RedisServer::Start(options);
}

}  // namespace

StateServer::StateServer(Backend backend)
    : host_(HostFor(backend)), server_(Have(backend, host_)) {}

std::map<std::string, std::string> StateServer::Config() {
  std::map<std::string, std::string> config;
  const Reply reply = server_.Command("CONFIG", "GET", "*");
  const std::vector<Reply>& pairs = reply.array();
  for (std::size_t i = 0; i + 1 < pairs.size(); i += 2) {
    config[pairs[i].string()] = pairs[i + 1].string();
  }
  return config;
}

void PrintTo(const StateEntry& entry, std::ostream* out) { *out << "'" << entry.name << "'"; }

std::string TestName(const ::testing::TestParamInfo<StateEntry>& info) {
  std::string name = info.param.name;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

void EnterAndLeave(const StateEntry& entry, Backend backend) {
  StateServer subject(backend);
  RedisServer& server = subject.server();
  const std::string why_not = WhyImpossible(entry, server);
  const std::unique_ptr<State> state = MakeState(entry.name);
  if (!why_not.empty()) {
    EXPECT_THAT([&] { const auto guard = Enter(server, *state); },
                ::testing::ThrowsMessage<UnsupportedError>("cannot enter '" + entry.name +
                                                           "': " + why_not));
    GTEST_SKIP() << "'" << entry.name << "': " << why_not;
  }

  const auto config = subject.Config();
  EXPECT_EQ(state->name(), entry.name);
  for (int i = 0; i < 3; ++i) {
    server.Command("SET", "kept", "value");
    StateGuard guard = Enter(server, *state);
    EXPECT_EQ(guard.name(), entry.name);
    EXPECT_NO_THROW(guard.Check());
    EXPECT_THAT(
        [&] { const auto again = Enter(server, *state); },
        ::testing::ThrowsMessage<StateError>(StartsWith("cannot enter '" + entry.name + "': '")));
    EXPECT_NO_THROW(guard.Leave());
    EXPECT_EQ(server.Command("PING").ToString(), "PONG");
    EXPECT_EQ(server.Command("SET", "k", "v").ToString(), "OK");
    EXPECT_EQ(server.Connect().Command("GET", "k").ToString(), "\"v\"");
    EXPECT_EQ(subject.Config(), config);
  }
}

}  // namespace gtest_redis
