#include <gmock/gmock.h>

#include "resident_memory.h"

class Subject : public ::testing::Test {
  void TestBody() override {}
};

int main(int argc, char** argv) { return RunTests<Subject>(argc, argv); }
