#pragma once

#include <string>
#include <vector>

#include "alert_gateway/defect.h"
#include "alert_gateway/redis_url.h"

namespace alert_gateway {

struct Options {
  bool help = false;
  bool list_defects = false;
  Defect defect = Defect::kNone;
  HostPort listen{"127.0.0.1", 8080};
  RedisUrl redis;
  int dedup_ttl_seconds = 300;
  int storm_threshold = 10;
  int rate_limit = 100;
  int max_body_bytes = 65536;
  int redis_timeout_ms = 250;
  int deadline_ms = 1000;
  int workers = 8;
};

extern const char kUsage[];

/// Takes "--flag value" and "--flag=value"; throws UsageError.
Options ParseOptions(const std::vector<std::string>& arguments);

}  // namespace alert_gateway
