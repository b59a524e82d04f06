#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace gtest_redis {

/// What is left of a service when it is gone.
struct ServiceRemains {
  std::vector<std::pair<std::string, std::string>> environment;  ///< What was added to it.
  std::string log;
};

using ServiceLogTaker = std::function<void(const ServiceRemains& remains)>;

/// Has `taker` called for each service that ends, on the thread that ends it; null: nobody.
void TakeServiceLogs(ServiceLogTaker taker);

/// For ServiceProcess: before it removes the file.
void GiveServiceLog(const std::vector<std::pair<std::string, std::string>>& environment,
                    const std::string& log_file);

}  // namespace gtest_redis
