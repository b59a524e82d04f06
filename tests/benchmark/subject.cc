#include <gtest_redis/gtest_redis.h>

#include "resident_memory.h"

class Subject : public gtest_redis::RedisTest {
  void TestBody() override { redis().Command("SET", "key", "value"); }
};

int main(int argc, char** argv) { return RunTests<Subject>(argc, argv); }
