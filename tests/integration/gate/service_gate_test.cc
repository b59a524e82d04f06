#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gtest_redis/gate/gate.h"
#include "gtest_redis/redis/connection.h"
#include "service/service_fixture.h"

namespace gtest_redis {
namespace {

using testing::HasSubstr;
using testing::Pair;
using testing::UnorderedElementsAre;

/// What a service has to do with its gate.
class ServiceGateTest : public ServiceTest {
 protected:
  static std::string Argument(const Service& service, const std::string& name) {
    const std::string log = service.Log();
    const auto begin = log.find(name + "=") + name.size() + 1;
    return log.substr(begin, log.find('\'', begin) - begin);
  }
  static Service StartWith(const ServiceOptions& options) {
    return Service::Start(server(),
                          {program(), "sound", "{listen}", "redis={redis}", "host={redis_host}",
                           "port={redis_port}", "socket={redis_socket}", "direct={redis_direct}",
                           "direct_host={redis_direct_host}", "direct_port={redis_direct_port}"},
                          options);
  }
};

TEST_F(ServiceGateTest, IsItsRedis) {
  Service service = StartWith({});
  const Gate& gate = *service.gate();
  EXPECT_EQ(Argument(service, "'redis"), gate.url());
  EXPECT_EQ(Argument(service, "'host"), gate.host());
  EXPECT_EQ(Argument(service, "'port"), std::to_string(gate.port()));
  EXPECT_EQ(Argument(service, "'socket"), gate.unix_socket());
  EXPECT_EQ(Argument(service, "'direct"), server().url());
  EXPECT_EQ(Argument(service, "'direct_host"), server().host());
  EXPECT_EQ(Argument(service, "'direct_port"), std::to_string(server().port()));
  EXPECT_TRUE(Connection(gate.url()).Command("SET", "a", "b").is_ok());
  EXPECT_NE(gate.port(), server().port());
}

TEST_F(ServiceGateTest, MayBeLeftOut) {
  ServiceOptions options;
  options.gate = false;
  Service service = StartWith(options);
  EXPECT_EQ(service.gate(), nullptr);
  EXPECT_EQ(Argument(service, "'redis"), server().url());
  EXPECT_EQ(Argument(service, "'port"), std::to_string(server().port()));
  EXPECT_EQ(Argument(service, "'socket"), server().unix_socket());
}

TEST_F(ServiceGateTest, IsNoneWithoutAProcess) {
  EXPECT_EQ(Service().gate(), nullptr);
  EXPECT_EQ(Service::At("http://127.0.0.1:1").gate(), nullptr);
}

TEST_F(ServiceGateTest, SeesItsCommandsAndNobodyElses) {
  ServiceOptions options;
  options.environment = {{"REDIS_PORT", "{redis_port}"}};
  Service service = StartWith(options);
  server().Command("GET", "other");
  EXPECT_EQ(service.Post("/key", "{}").status, 201);
  EXPECT_THAT(service.gate()->traffic().commands, UnorderedElementsAre(Pair("SET", 1)));
  Fault fault;
  fault.action = Fault::Action::kError;
  fault.text = "LOADING not yet";
  const FaultGuard guard = service.gate()->Inject(fault);
  server().MarkRefusals("a fault was injected");
  EXPECT_THAT(Shown(service.Post("/key", "{}")),
              HasSubstr("redis refused this service since a fault was injected: LOADING 1\n"));
}

TEST_F(ServiceGateTest, StaysTheSameWhenItIsRestarted) {
  Service service = Start("polite");
  const int pid = service.pid();
  const std::string url = service.url();
  Gate* const gate = service.gate();
  service.Restart();
  EXPECT_NE(service.pid(), pid);
  EXPECT_EQ(service.url(), url);
  EXPECT_EQ(service.gate(), gate);
  EXPECT_EQ(service.Get("/missing").status, 404);
  EXPECT_THAT(service.Log(), HasSubstr("goodbye"));
  service.Stop();
  EXPECT_FALSE(service.running());
  service.Restart();
  EXPECT_EQ(service.Get("/missing").status, 404);
  EXPECT_THROW(Service().Restart(), ServiceError);
  EXPECT_THROW(Service::At("http://127.0.0.1:1").Restart(), ServiceError);
}

}  // namespace
}  // namespace gtest_redis
