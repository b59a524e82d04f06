#include "engine/pull_progress.h"

#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace gtest_redis {

using nlohmann::json;

void PullProgress::Add(std::string_view piece) {
  rest_ += piece;
  for (auto end = rest_.find('\n'); end != std::string::npos; end = rest_.find('\n')) {
    AddLine(rest_.substr(0, end));
    rest_.erase(0, end + 1);
  }
}

void PullProgress::AddLine(const std::string& line) {
  try {
    const json message = json::parse(line);
    if (message.contains("error")) error_ = message.at("error");
    status_ = message.value("status", status_);
    if (status_ != "Downloading" || !message.contains("progressDetail")) return;
    const json& detail = message.at("progressDetail");
    Layer& layer = layers_[message.value("id", "")];
    layer.current = detail.value("current", layer.current);
    layer.total = detail.value("total", layer.total);
  } catch (const json::exception&) {
    // Only for people's eyes: whether the image is there is asked for afterwards.
  }
}

std::string PullProgress::ToString() const {
  constexpr double kMegabyte = 1e6;
  Layer sum;
  for (const auto& [id, layer] : layers_) {
    sum.current += layer.current;
    sum.total += layer.total;
  }
  if (sum.total <= 0) return status_;
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.1f of %.1f MB", sum.current / kMegabyte,
                sum.total / kMegabyte);
  return text.data();
}

}  // namespace gtest_redis
