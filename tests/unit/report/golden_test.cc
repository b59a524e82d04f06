// What the writers make of SampleReport(), compared with golden/. Where a change is wanted,
// scripts/approve writes these files anew: it is then reviewed as their diff.

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

#include "gtest_redis/report/html.h"
#include "gtest_redis/report/json.h"
#include "gtest_redis/report/junit.h"
#include "gtest_redis/report/table.h"
#include "report/sample_report.h"

namespace gtest_redis {
namespace {

void ExpectGolden(const std::string& name, const std::string& text) {
  const std::string path = GOLDEN_DIRECTORY "/" + name;
  if (std::getenv("GTEST_REDIS_APPROVE") != nullptr) {
    std::ofstream(path, std::ios::binary) << text;
    return;
  }
  std::ifstream file(path, std::ios::binary);
  const std::string golden(std::istreambuf_iterator<char>(file), {});
  EXPECT_EQ(text, golden) << "where this is as it should be: scripts/approve";
}

TEST(GoldenTest, Table) {
  std::ostringstream out;
  WriteTable(out, SampleReport());
  ExpectGolden("report.txt", out.str());
}

TEST(GoldenTest, Json) {
  std::ostringstream out;
  WriteJson(out, SampleReport());
  ExpectGolden("report.json", out.str());
}

TEST(GoldenTest, JUnit) {
  std::ostringstream out;
  WriteJUnit(out, SampleReport());
  ExpectGolden("report.xml", out.str());
}

TEST(GoldenTest, Html) {
  std::ostringstream out;
  WriteHtml(out, SampleReport());
  ExpectGolden("report.html", out.str());
}

}  // namespace
}  // namespace gtest_redis
