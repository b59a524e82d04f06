#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gtest_redis {

/// `bytes` whole, byte by byte, and cut in two at each place.
inline std::vector<std::vector<std::string_view>> Cuts(std::string_view bytes) {
  std::vector<std::vector<std::string_view>> cuts = {{bytes}, {}};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    cuts[1].push_back(bytes.substr(i, 1));
    cuts.push_back({bytes.substr(0, i), bytes.substr(i)});
  }
  return cuts;
}

}  // namespace gtest_redis
