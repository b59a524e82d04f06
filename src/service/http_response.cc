#include "gtest_redis/service/http_response.h"

#include <strings.h>

#include <ostream>

#include "process/printable.h"

namespace gtest_redis {
namespace {

constexpr std::size_t kShownBody = 500;

}  // namespace

std::optional<std::string> HttpResponse::Header(std::string_view name) const {
  for (const auto& [header, value] : headers) {
    if (header.size() == name.size() && strncasecmp(header.data(), name.data(), name.size()) == 0) {
      return value;
    }
  }
  return std::nullopt;
}

std::ostream& operator<<(std::ostream& out, const HttpResponse& response) {
  if (response.failure != HttpFailure::kNone) {
    out << response.error;
  } else {
    out << "status " << response.status << ", ";
    if (response.body.empty()) {
      out << "no body";
    } else {
      out << "body " << Printable(response.body, kShownBody);
    }
  }
  const std::string diagnosis = response.diagnosis ? response.diagnosis() : "";
  if (!diagnosis.empty()) out << "\n" << diagnosis;
  return out;
}

}  // namespace gtest_redis
