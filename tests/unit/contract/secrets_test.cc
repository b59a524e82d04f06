#include "contract/secrets.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace gtest_redis {
namespace {

TEST(SecretsTest, KnowsNamesOfSecrets) {
  for (const char* name : {"password",
                           "PASSWORD",
                           "redis_password",
                           "redisPassword",
                           "REDIS-PASSWORD",
                           "PGPASSWORD",
                           "password2",
                           "passwd",
                           "dbPwd",
                           "tls-key-file-pass",
                           "secret",
                           "client_secret",
                           "token",
                           "accessToken",
                           "X-Auth-Token",
                           "csrftoken",
                           "api_key",
                           "apikey",
                           "APIKey",
                           "X-Api-Key",
                           "auth",
                           "masterauth",
                           "masteruser",
                           "requirepass",
                           "credential",
                           "awsCredentials",
                           "private_key",
                           "PRIVATE_KEY_PEM",
                           "secret_access_key",
                           "Authorization",
                           "Proxy-Authorization",
                           "Cookie",
                           "Set-Cookie",
                           "password_hash"}) {
    EXPECT_TRUE(IsSecretName(name)) << name;
  }
}

TEST(SecretsTest, KnowsNamesThatOnlySoundLikeThem) {
  for (const char* name : {"",
                           "_",
                           "keys",
                           "monkey",
                           "key",
                           "keyspace_hits",
                           "author",
                           "authority",
                           "NOAUTH",
                           "WRONGPASS",
                           "bypass",
                           "compass",
                           "secretary",
                           "passenger",
                           "token_count",
                           "token-type",
                           "password_file",
                           "PWD",
                           "OLDPWD",
                           "SSH_AUTH_SOCK",
                           "AUTH_HOST",
                           "tls-key-file",
                           "tls-auth-clients",
                           "auth-required",
                           "auth_timeout",
                           "maxmemory",
                           "user",
                           "host",
                           "name"}) {
    EXPECT_FALSE(IsSecretName(name)) << name;
  }
}

struct Row {
  std::string text;
  std::string expected;
};

TEST(SecretsTest, AreReplacedWhereverTheyStand) {
  const Row rows[] = {
      // URLs.
      {"redis://:hunter2@host:6379/0", "redis://:***@host:6379/0"},
      {"'rediss://bob:hun:ter@2@host'", "'rediss://bob:***@host'"},
      {"postgres://bob:hunter2@db/x and amqp://a:b@c",
       "postgres://bob:***@db/x and amqp://a:***@c"},
      {"https://ghp_abc@host/path", "https://***@host/path"},
      {"unix://:hunter2@/run/redis.sock?db=1", "unix://:***@/run/redis.sock?db=1"},
      {"https://host/?token=hunter2", "https://host/?token=***"},
      // JSON.
      {R"({"password": "hunter2", "a": 1})", R"({"password": "***", "a": 1})"},
      {R"({"password":"hun\"ter\\","a":1})", R"({"password":"***","a":1})"},
      {"{\"password\":\n  \"hunter2\"}", "{\"password\":\n  \"***\"}"},
      {R"({"api_key": 12345})", R"({"api_key": "***"})"},
      {R"({"tokens": ["a", "b"], "c": ["d"]})", R"({"tokens": ["***", "***"], "c": ["d"]})"},
      {R"({"/token": "hunter2"})", R"({"/token": "***"})"},
      {R"({"auth": {"user": "bob", "password": "x y"}})",
       R"({"auth": {"user": "bob", "password": "***"}})"},
      {R"("{\"password\":\"hunter2\",\"a\":1}")", R"("{\"password\":\"***\",\"a\":1}")"},
      {"{'password': 'hunter2', 'a': 1}", "{'password': '***', 'a': 1}"},
      // Environment and flags.
      {"REDIS_PASSWORD=hunter2 A=b", "REDIS_PASSWORD=*** A=b"},
      {"export TOKEN=\"hun ter\" A=b", "export TOKEN=\"***\" A=b"},
      {"svc --password hunter2 --port 1", "svc --password *** --port 1"},
      {"svc --password=hunter2 --port 1", "svc --password=*** --port 1"},
      {"svc --password 'hun ter' --port 1", "svc --password '***' --port 1"},
      {R"(["svc", "--password=hun ter", "x"])", R"(["svc", "--password=***", "x"])"},
      {R"(["svc", "--password", "hun ter", "x"])", R"(["svc", "--password", "***", "x"])"},
      {R"(["TOKEN=hunter2", "x"])", R"(["TOKEN=***", "x"])"},
      // redis.conf, CONFIG.
      {"port 1\nrequirepass hunter2\nhz 10", "port 1\nrequirepass ***\nhz 10"},
      {"requirepass \"hun ter\"\r\nhz 10", "requirepass \"***\"\r\nhz 10"},
      {"masteruser bob\nmasterauth a b", "masteruser ***\nmasterauth ***"},
      {"tls-key-file-pass hunter2", "tls-key-file-pass ***"},
      {"sentinel auth-pass main hunter2", "sentinel auth-pass ***"},
      {"CONFIG SET requirepass hunter2", "CONFIG SET requirepass ***"},
      {R"(["CONFIG", "SET", "requirepass", "x"])", R"(["CONFIG", "SET", "requirepass", "***"])"},
      {"directive 'requirepass' changed: it was '' and is 'x'", "directive 'requirepass' ***"},
      {"user bob on >hunter2 ~* +@all", "user bob on >*** ~* +@all"},
      {"#" + std::string(64, 'a') + " ~*", "#*** ~*"},
      {R"(["ACL", "SETUSER", "bob", ">hunter2"])", R"(["ACL", "SETUSER", "bob", ">***"])"},
      // Headers.
      {"Authorization: Bearer hunter2\r\nHost: a", "Authorization: Bearer ***\r\nHost: a"},
      {"Authorization: Digest a, b\nHost: a", "Authorization: ***\nHost: a"},
      {"Set-Cookie: sid=1; Path=/\nHost: a", "Set-Cookie: ***\nHost: a"},
      {R"("headers": {"X-Api-Key": "hunter2"})", R"("headers": {"X-Api-Key": "***"})"},
      {R"("curl -H 'X-Api-Key: hunter2'", "b")", R"("curl -H 'X-Api-Key: ***", "b")"},
      // Commands.
      {"AUTH hunter2", "AUTH ***"},
      {"HELLO 3 AUTH bob hunter2 SETNAME a", "HELLO 3 AUTH *** *** SETNAME a"},
      {R"(["HELLO", "3", "AUTH", "bob", "x"], ["GET", "a"])",
       R"(["HELLO", "3", "AUTH", "***", "***"], ["GET", "a"])"},
      {R"("AUTH" "bob" "x")", R"("AUTH" "***" "***")"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(WithoutSecrets(row.text), row.expected);
    EXPECT_EQ(WithoutSecrets(row.expected), row.expected) << "a second time";
  }
}

TEST(SecretsTest, LeaveTheRestAsItIs) {
  for (const char* text : {"",
                           "\n",
                           "\"",
                           "\\",
                           "://",
                           "a://@",
                           "password",
                           "password=",
                           "--password",
                           "\"password\"",
                           "requirepass \"\"",
                           R"({"password": ""})",
                           R"({"password": {"is": "string"}})",
                           R"({"password": null, "token": true})",
                           "auth: yes",
                           R"({"keys": 3, "monkey": "a"})",
                           R"({"NOAUTH": 3, "WRONGPASS": 1, "AUTH": 2})",
                           R"({"command": "AUTH", "calls": "2"})",
                           R"({"password": "{env:PASSWORD}", "b": "{redis_password}"})",
                           "Bearer {login.token}",
                           R"("Authorization": "Bearer {env:TOKEN}")",
                           "token_count=3",
                           "http://host:80/a?b=c@d",
                           "NOAUTH Authentication required.",
                           "x > 3 and y >= 4 -> z",
                           R"(<a href="b">c</a>)",
                           "# a comment",
                           "WRONGPASS invalid username-password pair or user is disabled.",
                           R"({"state": "auth-required", "with": {}})",
                           R"(["SET", "token", "1"])"}) {
    EXPECT_EQ(WithoutSecrets(text), text);
  }
}

TEST(SecretsTest, AreFoundInTimeInALongLine) {
  std::string line;
  while (line.size() < 1'000'000)
    line += R"("password":"hunter2","TOKEN=abc --token x user:a >b ",)";
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(WithoutSecrets(line).find("hunter2"), std::string::npos);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

TEST(SecretsTest, OfAContractBecomeVariables) {
  EXPECT_EQ(ContractWithoutSecrets(R"({
  // The password is in the vault.
  "service": {
    "command": ["svc", "--redis", "{redis}", "--token=abc"],
    "environment": {"DB_PASSWORD": "hunter2", "OTHER": "x", "KEPT_TOKEN": "{env:MINE}"}
  },
  "redis": {"password": "hunter2"},
  "requests": {
    "login": {"path": "/", "headers": {"X-Api-Key": "k", "Authorization": "Bearer b"},
              "json": {"password": "p"}, "capture": {"token": "/token"}, "expect": 200},
    "token": {"path": "/", "json": {"password": "q"}, "expect": {"json": {"/secret": "s"}}}
  },
  "states": {"auth-required": {"expect": {"token": 503, "auth": "5xx", "secret": [200, "201-204"]}}}
})"),
            R"({
  // The password is in the vault.
  "service": {
    "command": ["svc", "--redis", "{redis}", "--token={env:TOKEN}"],
    "environment": {"DB_PASSWORD": "{env:DB_PASSWORD}", "OTHER": "x", "KEPT_TOKEN": "{env:MINE}"}
  },
  "redis": {"password": "{env:DB_PASSWORD}"},
  "requests": {
    "login": {"path": "/", "headers": {"X-Api-Key": "{env:X_API_KEY}", "Authorization": "Bearer {env:AUTHORIZATION}"},
              "json": {"password": "{env:PASSWORD}"}, "capture": {"token": "/token"}, "expect": 200},
    "token": {"path": "/", "json": {"password": "{env:PASSWORD_2}"}, "expect": {"json": {"/secret": "{env:SECRET}"}}}
  },
  "states": {"auth-required": {"expect": {"token": 503, "auth": "5xx", "secret": [200, "201-204"]}}}
})");
}

}  // namespace
}  // namespace gtest_redis
