#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <iostream>
#include <string>

/// Prints the program's resident memory in KB after its last test.
class ResidentMemory : public ::testing::EmptyTestEventListener {
  void OnTestProgramEnd(const ::testing::UnitTest&) override {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
      if (line.rfind("VmRSS:", 0) == 0) std::cout << line << std::endl;
    }
  }
};

/// `SUBJECT N`: registers N tests of `Fixture` and runs them.
template <typename Fixture>
int RunTests(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
  const int count = argc > 1 ? std::stoi(argv[1]) : 1;
  for (int i = 0; i < count; ++i) {
    ::testing::RegisterTest("Subject", std::to_string(i).c_str(), nullptr, nullptr, __FILE__,
                            __LINE__, [] { return new Fixture; });
  }
  ::testing::UnitTest::GetInstance()->listeners().Append(new ResidentMemory);
  return RUN_ALL_TESTS();
}
