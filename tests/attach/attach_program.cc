// A test program on an attached server, to run beside others, or to be killed:
//   attach_program hold URL DATABASE      takes the database, and flushes and fills it
//   attach_program change URL DATABASE    the same, with the whole server, and its maxmemory
//   changed attach_program forever URL DATABASE   runs tests that change it, again and again
//   attach_program tests URL COUNT        runs that many tests, on any database
//   attach_program whole URL COUNT        the same, with the whole server out of memory now and
//   then
//   attach_program enter URL STATE        enters the state, says so, and stays in it
#include <iostream>
#include <string>

#include "gtest_redis/redis/connection.h"
#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/state/catalogue.h"
#include "process/deadline.h"
#include "server/attached_server.h"

namespace gtest_redis {
namespace {

constexpr int kTestsPerAttach = 8;

void Expect(bool holds, const std::string& what) {
  if (!holds) throw Error(what);
}

// As a RedisTest has it.
class Program {
 public:
  Program(const Url& url, int database) : server_(url, Options(database)) { server_.Start(); }

  void BeginTest() {
    server_.Use();
    server_.Flush();
  }
  void EndTest() { server_.Yield(); }

  Connection Connect() {
    Connection redis(server_.url());
    redis.SetCheck([this](const auto& command) { server_.CheckCommand(command); });
    return redis;
  }

  AttachedServer& server() { return server_; }

 private:
  static AttachOptions Options(int database) {
    AttachOptions options;
    options.database = database;
    options.claim_timeout = std::chrono::seconds(100);
    return options;
  }

  AttachedServer server_;
};

void BeOutOfMemory(Program& program) {
  Connection redis = program.Connect();
  program.server().TakeWhole(false);
  for (const char* maxmemory : {"100mb", "1"}) {
    Expect(redis.Command("CONFIG", "SET", "maxmemory", maxmemory).is_ok(), "CONFIG SET failed");
  }
  const Reply reply = redis.Command("SET", "refused", "1");
  Expect(reply.error_code() == "OOM", "not out of memory: " + reply.ToString());
  program.server().ReleaseWhole();
}

// Sees none but its own key, and is refused nothing.
void RunTest(Program& program, const std::string& key) {
  program.BeginTest();
  Connection redis = program.Connect();
  Expect(redis.Command("DBSIZE").integer() == 0, "the database is not empty");
  for (int i = 0; i < 5; ++i) {
    const Reply set = redis.Command("SET", key, i);
    Expect(set.is_ok(), "SET is refused: " + set.ToString());
    const Reply keys = redis.Command("KEYS", "*");
    Expect(keys == Reply::Array({Reply::String(key)}), "somebody else's key: " + keys.ToString());
  }
  program.EndTest();
}

void RunTests(const Url& url, int count, bool whole) {
  for (int done = 0; done < count;) {
    Program program(url, AttachOptions::kAnyDatabase);
    for (int i = 0; i < kTestsPerAttach && done < count; ++i, ++done) {
      RunTest(program, ClaimName::ThisProcess() + ":" + std::to_string(done));
      if (whole && i == 0) {
        program.BeginTest();
        BeOutOfMemory(program);
        program.EndTest();
      }
    }
  }
}

[[noreturn]] void Hold(const Url& url, int database, bool change) {
  Program program(url, database);
  program.BeginTest();
  if (change) {
    program.server().TakeWhole(false);
    program.Connect().Command("CONFIG", "SET", "maxmemory", "123456789");
  }
  for (;;) {
    try {
      program.Connect().Command("SET", "held", "1");
      Pause(std::chrono::milliseconds(20));
      program.server().Flush();
    } catch (const ConnectionError&) {
      continue;  // A test kills connections.
    }
  }
}

[[noreturn]] void RunForever(const Url& url, int database) {
  std::cout << "at work" << std::endl;
  for (;;) {
    Program program(url, database);
    for (int i = 0; i < kTestsPerAttach; ++i) {
      program.BeginTest();
      program.Connect().Command("SET", "left", "1");
      BeOutOfMemory(program);
      program.server().TakeWhole(false);
      program.Connect().Command("CONFIG", "SET", "hz", "50");
      program.Connect().Command("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
      program.server().ReleaseWhole();
      program.EndTest();
    }
  }
}

[[noreturn]] void Stay(const std::string& url, const std::string& state) {
  RedisServer server = RedisServer::Attach(url);
  const StateGuard guard = Enter(server, *MakeState(state));
  std::cout << "entered" << std::endl;
  for (;;) Pause(std::chrono::milliseconds(100));
}

int Run(const std::string& work, const Url& url, int number) {
  if (work == "hold" || work == "change") Hold(url, number, work == "change");
  if (work == "forever") RunForever(url, number);
  if (work != "tests" && work != "whole") return 2;
  RunTests(url, number, work == "whole");
  return 0;
}

}  // namespace
}  // namespace gtest_redis

int main(int argc, char** argv) {
  try {
    if (argc == 4 && std::string(argv[1]) == "enter") gtest_redis::Stay(argv[2], argv[3]);
    return argc == 4
               ? gtest_redis::Run(argv[1], gtest_redis::Url::Parse(argv[2]), std::stoi(argv[3]))
               : 2;
  } catch (const std::exception& error) {
    std::cout << error.what() << std::endl;
    return 1;
  }
}
