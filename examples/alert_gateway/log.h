#pragma once

#include <cstdio>
#include <string>

namespace alert_gateway {

/// Writes one line to stderr.
inline void Log(const std::string& line) {
  std::fprintf(stderr, "alert_gateway: %s\n", line.c_str());
}

}  // namespace alert_gateway
