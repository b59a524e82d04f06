#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>

#include "gtest_redis/fixture/redis_matchers.h"
#include "gtest_redis/redis/connection.h"
#include "gtest_redis/server/redis_server.h"
#include "process/reserved_port.h"

namespace gtest_redis {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;

constexpr ConnectOptions kPatient = {std::chrono::seconds(20), std::chrono::seconds(20)};
constexpr ConnectOptions kImpatient = {milliseconds(200), milliseconds(200)};

std::string ErrorOf(const std::function<void()>& action) {
  try {
    action();
  } catch (const ConnectionError& error) {
    return error.what();
  }
  return "no error";
}

std::string ErrorOf(const std::string& url, const ConnectOptions& options = kPatient) {
  return ErrorOf([&] { Connection connection(url, options); });
}

std::string Rediss(int port) { return "rediss://127.0.0.1:" + std::to_string(port); }

#ifdef GTEST_REDIS_WITH_TLS

// A server with a certificate for 127.0.0.1 that nobody trusts but who has it.
class TlsTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    ASSERT_NE(mkdtemp(directory_.data()), nullptr);
    made_ = std::system(("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 "
                         "-nodes -days 1 -subj /CN=test -addext subjectAltName=IP:127.0.0.1 "
                         "-keyout " +
                         Key() + " -out " + Certificate() + " 2> " + directory_ + "/openssl.log")
                            .c_str()) == 0;
  }
  static void TearDownTestSuite() { std::filesystem::remove_all(directory_); }

  void SetUp() override {
    if (!made_) GTEST_SKIP() << "no certificate could be made; apt-get install openssl";
    setenv("SSL_CERT_FILE", Certificate().c_str(), 1);
  }
  void TearDown() override { unsetenv("SSL_CERT_FILE"); }

  static std::string Certificate() { return directory_ + "/certificate.pem"; }
  static std::string Key() { return directory_ + "/key.pem"; }

  RedisServer Start() {
    ServerOptions options;
    options.config = {{"tls-port", std::to_string(port_.number())},
                      {"tls-cert-file", Certificate()},
                      {"tls-key-file", Key()},
                      {"tls-ca-cert-file", Certificate()},
                      {"tls-auth-clients", "no"}};
    return RedisServer::Start(options);
  }

  ReservedPort port_;

 private:
  static inline std::string directory_ =
      (std::filesystem::temp_directory_path() / "tls_test_XXXXXX").string();
  static inline bool made_ = false;
};

TEST_F(TlsTest, TalksOverTls) {
  const RedisServer server = Start();
  Connection redis(Rediss(port_.number()), kPatient);
  const std::string large(1 << 20, 'x');
  EXPECT_THAT(redis.Command("SET", "key", large), IsOk());
  EXPECT_THAT(redis.Command("GET", "key"), IsString(large));
}

TEST_F(TlsTest, ConnectsToADatabase) {
  RedisServer server = Start();
  Connection redis(Rediss(port_.number()) + "/3", kPatient);
  redis.Command("SET", "key", "value");
  EXPECT_THAT(server.Command("SWAPDB", 0, 3), IsOk());
  EXPECT_THAT(server.Command("GET", "key"), IsString("value"));
}

TEST_F(TlsTest, IsAliveUntilTheServerGoes) {
  RedisServer server = Start();
  Connection redis(Rediss(port_.number()), kPatient);
  EXPECT_TRUE(redis.alive());
  redis.Command("PING");
  EXPECT_TRUE(redis.alive());
  server.Kill();
  EXPECT_FALSE(redis.alive());
  EXPECT_THAT(ErrorOf([&] { redis.Command("PING"); }), HasSubstr("no reply to 'PING'"));
  EXPECT_THAT(ErrorOf([&] { redis.Command("PING"); }), HasSubstr("Server closed the connection"));
}

TEST_F(TlsTest, WaitsNoLongerThanTold) {
  RedisServer server = Start();
  Connection redis(Rediss(port_.number()), kPatient);
  redis.SetCommandTimeout(milliseconds(200));
  server.Pause();
  EXPECT_THAT(ErrorOf([&] { redis.Command("PING"); }), HasSubstr("nothing came within 200 ms"));
  EXPECT_THAT(ErrorOf(Rediss(port_.number()), kImpatient),
              HasSubstr("did not answer the handshake"));
}

TEST_F(TlsTest, RefusesACertificateThatIsNotTrusted) {
  const RedisServer server = Start();
  unsetenv("SSL_CERT_FILE");
  EXPECT_THAT(ErrorOf(Rediss(port_.number())),
              AllOf(HasSubstr("no TLS with redis at '" + Rediss(port_.number())),
                    HasSubstr("certificate is not accepted: self"), HasSubstr("SSL_CERT_FILE")));
}

TEST_F(TlsTest, RefusesACertificateOfAnotherHost) {
  const RedisServer server = Start();
  EXPECT_THAT(ErrorOf("rediss://localhost:" + std::to_string(port_.number())),
              HasSubstr("certificate is not accepted: hostname mismatch"));
}

TEST_F(TlsTest, SaysThatAPortDoesNotSpeakTls) {
  const RedisServer server = RedisServer::Start();
  EXPECT_THAT(ErrorOf(Rediss(server.port()), kImpatient), HasSubstr("does this port speak TLS?"));
}

#else

TEST(TlsTest, IsLeftOutOfThisBuild) {
  const RedisServer server = RedisServer::Start();
  EXPECT_THAT(ErrorOf(Rediss(server.port())), HasSubstr("gtest_redis was built without TLS"));
  GTEST_SKIP() << "rediss:// is not tested: hiredis here has no TLS; hiredis 1.0 or newer with "
                  "libhiredis_ssl brings it";
}

#endif

}  // namespace
}  // namespace gtest_redis
