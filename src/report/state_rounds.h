#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "gtest_redis/report/run_report.h"

namespace gtest_redis {

/// All rounds of one state, and how reports tell of them. Valid while the report is.
class StateRounds {
 public:
  /// The `index`th state of the page.
  StateRounds(std::size_t index, std::vector<const StateReport*> rounds);

  const std::string& name() const { return rounds_.front()->name; }
  const StateReport& first() const { return *rounds_.front(); }
  const std::vector<const StateReport*>& all() const { return rounds_; }
  const std::vector<const StateReport*>& failed() const { return failed_; }
  /// That of the worst round: failed before held before not run before skipped.
  ReportOutcome outcome() const { return outcome_; }

  /// Those with a section of their own: the first one, and some that failed.
  const std::vector<const StateReport*>& shown() const { return shown_; }
  /// The first failed one, else the first one: where to look for evidence.
  const StateReport& worst() const { return failed_.empty() ? first() : *failed_.front(); }
  /// The anchor of a round's section: of numbers only, whatever the state's name.
  std::string Id(const StateReport& round) const;
  /// The anchor of what `request` was answered in that round: of the first answer with a finding,
  /// else of the first one in the state, else of the section. A request that there is not: of the
  /// section.
  std::string EvidenceId(const StateReport& round, const std::string& request) const;

 private:
  std::size_t index_;
  std::vector<const StateReport*> rounds_, failed_, shown_;
  ReportOutcome outcome_ = ReportOutcome::kSkipped;
};

/// In the order in which their first rounds come.
std::vector<StateRounds> GroupRounds(const RunReport& report);

/// How many groups have that outcome.
std::size_t CountOutcome(const std::vector<StateRounds>& groups, ReportOutcome outcome);

/// The anchor of an answer, by its place in StateReport::answers.
std::string AnswerId(const std::string& section, std::size_t answer);

}  // namespace gtest_redis
