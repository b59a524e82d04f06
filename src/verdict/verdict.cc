#include "gtest_redis/verdict/verdict.h"

#include <algorithm>
#include <ostream>

#include "process/printable.h"
#include "verdict/describe.h"

namespace gtest_redis {
namespace {

constexpr std::size_t kBodyShown = 200;
constexpr std::size_t kCommandsShown = 12;

void TellCommands(std::ostream& out, const Evidence& evidence) {
  const std::vector<CommandFate> fates = FatesOf(evidence.commands);
  if (fates.empty()) {
    out << "\n  redis was asked nothing meanwhile";
    return;
  }
  out << "\n  redis was asked meanwhile"
      << (evidence.together > 1
              ? ", for " + std::to_string(evidence.together) + " requests at a time:"
              : ":");
  for (std::size_t i = 0; i < std::min(fates.size(), kCommandsShown); ++i) {
    out << "\n    " << Describe(*fates[i].command) << " " << DescribeFate(fates[i]) << " after "
        << DescribeTime(fates[i].command->duration);
  }
  if (fates.size() > kCommandsShown) {
    out << "\n    and " << fates.size() - kCommandsShown << " commands more";
  }
}

void TellRedis(std::ostream& out, const Evidence& evidence) {
  if (evidence.redis_down) out << "\n  redis is down, paused, or cannot be reached";
  if (evidence.gate) return TellCommands(out, evidence);
  if (!evidence.refusals_known) {
    out << "\n  what redis was asked is not known: no gate stands before it";
    return;
  }
  out << "\n  redis refused, to anybody:" << (evidence.refusals.empty() ? " nothing" : "");
  for (const auto& [code, count] : evidence.refusals) out << " " << code << " " << count;
}

}  // namespace

bool Verdict::Has(FindingKind kind) const {
  return std::any_of(findings.begin(), findings.end(),
                     [kind](const Finding& finding) { return finding.kind == kind; });
}

std::ostream& operator<<(std::ostream& out, const Verdict& verdict) {
  const HttpResponse& response = verdict.evidence.response;
  out << verdict.request.method << " " << verdict.request.target;
  if (!verdict.request.body.empty()) out << " " << Printable(verdict.request.body, kBodyShown);
  out << "\n  expected " << ToString(verdict.expectation) << "\n  " << DescribeAnswer(response);
  if (response.status == 0) {
    out << ": " << response.error;
  } else {
    out << " after " << DescribeTime(response.duration) << ": "
        << Printable(response.body, kBodyShown);
  }
  if (!verdict.evidence.ended.empty()) out << "\n  the service " << verdict.evidence.ended;
  TellRedis(out, verdict.evidence);
  for (const Finding& finding : verdict.findings) out << "\n  found " << finding;
  if (verdict.holds()) out << "\n  found nothing wrong";
  if (!verdict.holds() && response.diagnosis) out << "\n" << response.diagnosis();
  return out;
}

}  // namespace gtest_redis
