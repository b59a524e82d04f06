#include "gtest_redis/redis/url.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace gtest_redis {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string ErrorOf(const std::string& text) {
  try {
    Url::Parse(text);
  } catch (const UrlError& error) {
    return error.what();
  }
  return "no error";
}

Url Tcp(const std::string& host, int port, int database) {
  Url url;
  url.host = host;
  url.port = port;
  url.database = database;
  return url;
}

TEST(UrlTest, IsTheLocalRedisByDefault) { EXPECT_EQ(Url().ToString(), "redis://127.0.0.1:6379/0"); }

TEST(UrlTest, ReadsAHostAlone) {
  EXPECT_EQ(Url::Parse("redis://cache.internal"), Tcp("cache.internal", 6379, 0));
  EXPECT_EQ(Url::Parse("redis://cache.internal/"), Tcp("cache.internal", 6379, 0));
}

TEST(UrlTest, ReadsPortAndDatabase) {
  EXPECT_EQ(Url::Parse("redis://10.0.0.7:6380/12"), Tcp("10.0.0.7", 6380, 12));
  EXPECT_EQ(Url::Parse("redis://h:1"), Tcp("h", 1, 0));
  EXPECT_EQ(Url::Parse("redis://h:65535/0"), Tcp("h", 65535, 0));
  EXPECT_EQ(Url::Parse("redis://h/3"), Tcp("h", 6379, 3));
}

TEST(UrlTest, ReadsTls) {
  const Url url = Url::Parse("rediss://h:6380");
  EXPECT_EQ(url.scheme, Url::Scheme::kRediss);
  EXPECT_EQ(url.ToString(), "rediss://h:6380/0");
}

TEST(UrlTest, ReadsAPasswordWithAndWithoutUser) {
  const Url alone = Url::Parse("redis://:secret@h");
  EXPECT_EQ(alone.user, "");
  EXPECT_EQ(alone.password, "secret");
  const Url both = Url::Parse("redis://alice:secret@h:7000/1");
  EXPECT_EQ(both.user, "alice");
  EXPECT_EQ(both.password, "secret");
  EXPECT_EQ(both.host, "h");
  EXPECT_EQ(both.port, 7000);
  EXPECT_EQ(both.database, 1);
}

TEST(UrlTest, DecodesPercentSigns) {
  const Url url = Url::Parse("redis://al%40ice:p%3a%2F%40%25%00%c3%A4@h");
  EXPECT_EQ(url.user, "al@ice");
  EXPECT_EQ(url.password, std::string("p:/@%\0\xc3\xa4", 8));
  EXPECT_EQ(Url::Parse("unix:///tmp/a%20b%3Fc.sock").socket, "/tmp/a b?c.sock");
}

TEST(UrlTest, TakesSpecialCharactersInAPasswordThatNobodyEncoded) {
  const Url url = Url::Parse("redis://:p@s:s/w@h:7000");
  EXPECT_EQ(url.password, "p@s:s/w");
  EXPECT_EQ(url.host, "h");
  EXPECT_EQ(url.port, 7000);
}

TEST(UrlTest, ReadsIpv6InBrackets) {
  EXPECT_EQ(Url::Parse("redis://[::1]"), Tcp("::1", 6379, 0));
  EXPECT_EQ(Url::Parse("redis://[fe80::1]:7000/2"), Tcp("fe80::1", 7000, 2));
  EXPECT_EQ(Url::Parse("redis://[::1]:7000/2").ToString(), "redis://[::1]:7000/2");
}

TEST(UrlTest, ReadsAUnixSocket) {
  const Url plain = Url::Parse("unix:///run/redis.sock");
  EXPECT_EQ(plain.scheme, Url::Scheme::kUnix);
  EXPECT_EQ(plain.socket, "/run/redis.sock");
  EXPECT_EQ(plain.database, 0);
  const Url full = Url::Parse("unix://alice:secret@/run/redis.sock?db=4");
  EXPECT_EQ(full.socket, "/run/redis.sock");
  EXPECT_EQ(full.user, "alice");
  EXPECT_EQ(full.password, "secret");
  EXPECT_EQ(full.database, 4);
}

class UrlRoundTripTest : public ::testing::TestWithParam<const char*> {};

TEST_P(UrlRoundTripTest, IsTheSameAfterWritingAndReading) {
  const Url url = Url::Parse(GetParam());
  EXPECT_EQ(Url::Parse(url.ToString()), url) << url.ToString();
}

INSTANTIATE_TEST_SUITE_P(Forms, UrlRoundTripTest,
                         ::testing::Values("redis://h", "rediss://h:1/9", "redis://[::1]:7000/2",
                                           "redis://:%00%25%40%3a@h", "redis://a%3Ab:c@h",
                                           "redis://user:@h", "unix:///a%20b%3F%25?db=7",
                                           "unix://:p%2Fq@/a/b?db=0"));

TEST(UrlTest, KnowsUrlsThatDifferApart) {
  EXPECT_NE(Url::Parse("redis://h"), Url::Parse("rediss://h"));
  EXPECT_NE(Url::Parse("redis://h"), Url::Parse("redis://i"));
  EXPECT_NE(Url::Parse("redis://h"), Url::Parse("redis://h:1"));
  EXPECT_NE(Url::Parse("redis://h"), Url::Parse("redis://h/1"));
  EXPECT_NE(Url::Parse("redis://h"), Url::Parse("redis://:p@h"));
  EXPECT_NE(Url::Parse("redis://:p@h"), Url::Parse("redis://u:p@h"));
  EXPECT_NE(Url::Parse("unix:///a"), Url::Parse("unix:///b"));
}

TEST(UrlTest, HidesThePasswordWhenRedacted) {
  EXPECT_EQ(Url::Parse("redis://alice:secret@h").Redacted(), "redis://alice:***@h:6379/0");
  EXPECT_EQ(Url::Parse("unix://:secret@/s").Redacted(), "unix://:***@/s?db=0");
  EXPECT_EQ(Url::Parse("redis://h").Redacted(), "redis://h:6379/0");
}

struct Malformed {
  const char* url;
  const char* part;  // What the error must name.
};

class MalformedUrlTest : public ::testing::TestWithParam<Malformed> {};

TEST_P(MalformedUrlTest, NamesThePartThatIsWrong) {
  const std::string error = ErrorOf(GetParam().url);
  EXPECT_THAT(error, AllOf(HasSubstr("cannot read redis url '"), HasSubstr(GetParam().part),
                           HasSubstr("the form is redis://")));
}

INSTANTIATE_TEST_SUITE_P(
    Parts, MalformedUrlTest,
    ::testing::Values(
        Malformed{"", "no scheme"}, Malformed{"localhost:6379", "no scheme"},
        Malformed{"http://h", "scheme 'http' is none of redis, rediss, unix"},
        Malformed{"REDIS://h", "scheme 'REDIS'"}, Malformed{"redis://", "host is empty"},
        Malformed{"redis://:6379", "host is empty"}, Malformed{"redis:///1", "host is empty"},
        Malformed{"redis://[]", "host is empty"}, Malformed{"redis://[::1", "no closing ']'"},
        Malformed{"redis://[::1]6379", "'6379' behind the IPv6 host is not ':port'"},
        Malformed{"redis://::1", "an IPv6 host stands in brackets"},
        Malformed{"redis://%3A%3A1", "an IPv6 host stands in brackets"},
        Malformed{"redis://h%4", "the host has a '%'"},
        Malformed{"redis://h:", "port '' is not a number from 1 to 65535"},
        Malformed{"redis://h:0", "port '0'"}, Malformed{"redis://h:65536", "port '65536'"},
        Malformed{"redis://h:99999999999999999999", "port '99999999999999999999'"},
        Malformed{"redis://h:-1", "port '-1'"}, Malformed{"redis://h:+1", "port '+1'"},
        Malformed{"redis://h:63x", "port '63x'"}, Malformed{"redis://h: 1", "port ' 1'"},
        Malformed{"redis://h/x", "database 'x'"}, Malformed{"redis://h/-1", "database '-1'"},
        Malformed{"redis://h/1/2", "database '1/2'"},
        Malformed{"redis://alice@h", "no ':'; write ':password@'"},
        Malformed{"redis://a%zz:p@h", "the user has a '%'"},
        Malformed{"redis://:p%@h", "the password has a '%'"},
        Malformed{"redis://:p%4@h", "the password has a '%'"},
        Malformed{"unix://", "path '' of the unix socket is not absolute"},
        Malformed{"unix://run/redis.sock", "path 'run/redis.sock'"},
        Malformed{"unix:///s%g0", "the path has a '%'"}, Malformed{"unix:///s?", "only db=N"},
        Malformed{"unix:///s?timeout=3", "'timeout=3'"}, Malformed{"unix:///s?db=", "database ''"},
        Malformed{"unix:///s?db=x", "database 'x'"}));

class UrlSecretTest : public ::testing::TestWithParam<const char*> {};

TEST_P(UrlSecretTest, NeverStandsInAnError) {
  const std::string error = ErrorOf(GetParam());
  EXPECT_THAT(error, HasSubstr("cannot read"));
  EXPECT_THAT(error, Not(HasSubstr("secret")));
}

INSTANTIATE_TEST_SUITE_P(Malformed, UrlSecretTest,
                         ::testing::Values("redis://:secret@h:x", "redis://:secret@h/x",
                                           "redis://:secret%@h", "redis://secret@h",
                                           "redis://:secret@", "http://:secret@h",
                                           "alice:secret@h:6379", ":secret@h",
                                           "redis:/alice:secret@h", "redis://:sec@secret@h:x",
                                           "unix://:secret@s", "unix://:secret@/s?x",
                                           "redis://:secret://@h:x"));

}  // namespace
}  // namespace gtest_redis
