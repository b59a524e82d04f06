#include "service/service_fixture.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "process/keeper.h"

namespace gtest_redis {

RedisServer* ServiceTest::server_ = nullptr;

void ServiceTest::SetUpTestSuite() { server_ = new RedisServer(RedisServer::Start()); }

void ServiceTest::TearDownTestSuite() {
  delete server_;
  server_ = nullptr;
}

Service ServiceTest::Start(const std::string& mode, const ServiceOptions& options) {
  return Service::Start(server(), {program(), mode, "{listen}"}, options);
}

std::string ServiceTest::Shown(const HttpResponse& response) {
  std::ostringstream out;
  out << response;
  return out.str();
}

// One that was orphaned stays a zombie until init takes notice: it does not live.
bool ServiceTest::Lives(int pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/stat");
  std::string stat;
  std::getline(file, stat);
  return stat.find(") ") != std::string::npos && stat.find(") Z") == std::string::npos;
}

std::size_t ServiceTest::LogFiles() {
  std::size_t count = 0;
  for (const auto& file : std::filesystem::directory_iterator(Keeper::Get().directory())) {
    count += file.path().extension() == ".log" ? 1 : 0;
  }
  return count;
}

}  // namespace gtest_redis
