#include "service/placeholders.h"

namespace gtest_redis {

std::string Fill(const std::string& text, const Placeholders& placeholders) {
  std::string filled;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = text[at] == '{' ? text.find('}', at) : std::string::npos;
    const auto found = end == std::string::npos
                           ? placeholders.end()
                           : placeholders.find(text.substr(at + 1, end - at - 1));
    if (found == placeholders.end()) {
      filled += text[at++];
    } else {
      filled += found->second;
      at = end + 1;
    }
  }
  return filled;
}

}  // namespace gtest_redis
