// Writes the HTML pages that the browser is shown: report_writer DIRECTORY.

#include <fstream>
#include <iostream>

#include "gtest_redis/report/html.h"
#include "realistic_report.h"
#include "report/sample_report.h"

namespace {

bool Write(const std::string& directory, const std::string& name,
           const gtest_redis::RunReport& report) {
  std::ofstream out(directory + "/" + name + ".html", std::ios::binary);
  gtest_redis::WriteHtml(out, report);
  return static_cast<bool>(out.flush());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: report_writer DIRECTORY\n";
    return 2;
  }
  const std::string directory = argv[1];
  gtest_redis::RunReport all_held;
  all_held.states = {gtest_redis::RealisticReport().states.front()};
  const bool written = Write(directory, "sample", gtest_redis::SampleReport()) &&
                       Write(directory, "realistic", gtest_redis::RealisticReport()) &&
                       Write(directory, "odd", gtest_redis::OddReport()) &&
                       Write(directory, "hostile", gtest_redis::HostileReport()) &&
                       Write(directory, "large", gtest_redis::LargeReport()) &&
                       Write(directory, "held", all_held) &&
                       Write(directory, "empty", gtest_redis::RunReport());
  if (!written) std::cerr << "cannot write to '" << directory << "'\n";
  return written ? 0 : 1;
}
