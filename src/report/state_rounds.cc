#include "report/state_rounds.h"

#include <algorithm>
#include <map>
#include <utility>

namespace gtest_redis {
namespace {

// Sections of failed rounds, for each state: a hundred failures in a row are told by three.
constexpr std::size_t kFailedShown = 3;

// The higher, the more of an answer there is to look at.
int Weight(const AnswerReport& answer) {
  return (answer.findings.empty() ? 0 : 2) + (answer.phase == Phase::kDegraded ? 1 : 0);
}

}  // namespace

StateRounds::StateRounds(std::size_t index, std::vector<const StateReport*> rounds)
    : index_(index), rounds_(std::move(rounds)) {
  static constexpr ReportOutcome kOrder[] = {ReportOutcome::kFailed, ReportOutcome::kHeld,
                                             ReportOutcome::kNotRun, ReportOutcome::kSkipped};
  const auto rank = [](ReportOutcome outcome) {
    return std::find(std::begin(kOrder), std::end(kOrder), outcome);
  };
  for (const StateReport* round : rounds_) {
    const ReportOutcome outcome = round->outcome();
    if (rank(outcome) < rank(outcome_)) outcome_ = outcome;
    if (outcome == ReportOutcome::kFailed) failed_.push_back(round);
    const bool shown = outcome == ReportOutcome::kFailed && failed_.size() <= kFailedShown;
    if (shown || round == rounds_.front()) shown_.push_back(round);
  }
}

std::string StateRounds::Id(const StateReport& round) const {
  const auto place = std::find(rounds_.begin(), rounds_.end(), &round) - rounds_.begin();
  return "s" + std::to_string(index_ + 1) + (place == 0 ? "" : "r" + std::to_string(place + 1));
}

std::string StateRounds::EvidenceId(const StateReport& round, const std::string& request) const {
  const std::string section = Id(round);
  std::string id = section;
  int weight = -1;
  for (std::size_t i = 0; i < round.answers.size(); ++i) {
    const AnswerReport& answer = round.answers[i];
    if (answer.request != request || Weight(answer) <= weight) continue;
    weight = Weight(answer);
    id = AnswerId(section, i);
  }
  return id;
}

std::vector<StateRounds> GroupRounds(const RunReport& report) {
  std::vector<std::vector<const StateReport*>> rounds;
  std::map<std::string, std::size_t> places;
  for (const StateReport& state : report.states) {
    const auto [place, is_new] = places.emplace(state.name, rounds.size());
    if (is_new) rounds.emplace_back();
    rounds[place->second].push_back(&state);
  }
  std::vector<StateRounds> groups;
  for (std::size_t i = 0; i < rounds.size(); ++i) groups.emplace_back(i, std::move(rounds[i]));
  return groups;
}

std::size_t CountOutcome(const std::vector<StateRounds>& groups, ReportOutcome outcome) {
  return static_cast<std::size_t>(
      std::count_if(groups.begin(), groups.end(),
                    [outcome](const StateRounds& group) { return group.outcome() == outcome; }));
}

std::string AnswerId(const std::string& section, std::size_t answer) {
  return section + "a" + std::to_string(answer + 1);
}

}  // namespace gtest_redis
