#include "report/table_findings.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <sstream>
#include <string>
#include <utility>

#include "report/report_text.h"
#include "report/text_layout.h"

namespace gtest_redis {
namespace {

// A finding that came, once or several times, and the first answer in which it did.
struct Told {
  std::string request;
  Phase phase;
  Finding finding;
  std::string alike;  // The same for findings that are told as one.
  const AnswerReport* answer;
  std::size_t times;
};

// What is left of a text without its numbers, and what it quotes: these differ from round to round.
std::string WithoutValues(const std::string& text) {
  std::string left;
  bool quoted = false;
  for (const char c : text) {
    if (c == '\'') quoted = !quoted;
    if (!quoted && (c < '0' || c > '9')) left += c;
  }
  return left;
}

class Findings {
 public:
  explicit Findings(const StateRounds& rounds) : several_(rounds.all().size() > 1) {
    for (const StateReport* round : rounds.all()) {
      for (const AnswerReport& answer : round->answers) {
        for (const Finding& finding : answer.findings) Add(answer.request, finding, &answer);
      }
    }
    SortByRequest(rounds.first().requests);
    for (const StateReport* round : rounds.all()) {
      for (const Finding& finding : round->leftovers) Add("", finding, nullptr);
    }
  }

  const std::vector<Told>& all() const { return all_; }

 private:
  // Those of a request one after the other, in the order of the contract.
  void SortByRequest(const std::vector<std::string>& requests) {
    std::map<std::string, std::size_t> places;
    for (std::size_t i = 0; i < requests.size(); ++i) places[requests[i]] = i;
    std::stable_sort(all_.begin(), all_.end(), [&](const Told& a, const Told& b) {
      return places[a.request] < places[b.request];
    });
  }

  void Add(const std::string& request, const Finding& finding, const AnswerReport* answer) {
    const Phase phase = answer != nullptr ? answer->phase : Phase::kDegraded;
    const std::string alike = several_ ? WithoutValues(finding.text) : finding.text;
    for (Told& told : all_) {
      if (told.request == request && told.phase == phase && told.finding.kind == finding.kind &&
          told.alike == alike) {
        ++told.times;
        return;
      }
    }
    all_.push_back({request, phase, finding, alike, answer, 1});
  }

  const bool several_;
  std::vector<Told> all_;
};

std::string LoadText(const LoadResult& load) {
  std::string text = CountText(static_cast<std::int64_t>(load.Count()), "request");
  const std::map<int, std::size_t> counts = load.CountByStatus();
  const char* before = ": ";
  for (auto it = counts.rbegin(); it != counts.rend(); ++it) {
    text += before + StatusText(it->first) + " x" + std::to_string(it->second);
    before = ", ";
  }
  if (load.unsent() > 0) text += "; " + std::to_string(load.unsent()) + " could not be sent";
  return text;
}

std::string EvidenceText(const AnswerReport& answer) {
  std::string text = "expected " + answer.expected + "; ";
  if (answer.load) {
    text += LoadText(*answer.load);
  } else if (answer.status == 0) {
    text += "not answered: " + answer.error;
  } else {
    text += "answered " + StatusText(answer.status) + " after " + DurationText(answer.time);
  }
  return text + "; redis refused " + RefusalsText(answer.refused);
}

void TellFinding(std::ostream& out, const Told& told, std::size_t width) {
  std::ostringstream text;
  if (told.times > 1) text << told.times << " times: ";
  if (told.phase != Phase::kDegraded) text << ToString(told.phase) << ": ";
  text << told.finding;
  out << Hanging("  - ", text.str(), width);
  if (told.answer != nullptr) out << Hanging("      ", EvidenceText(*told.answer), width);
}

// An error has lines of its own, of a log mostly.
void TellError(std::ostream& out, const std::string& error, std::size_t width) {
  std::istringstream lines(error);
  std::string line;
  const char* head = "  error: ";
  while (std::getline(lines, line)) {
    out << Hanging(head, line, width);
    head = "         ";
  }
}

void TellRound(std::ostream& out, const StateReport& round, std::size_t width) {
  if (!round.error.empty()) TellError(out, round.error, width);
  // Not wrapped, so that it can be copied.
  if (!round.kept.empty()) {
    out << "  kept; to see it again:\n    gtest-redis replay " << ShellWord(round.kept) << "\n";
  }
}

}  // namespace

std::size_t TellFindings(std::ostream& out, const StateRounds& rounds, std::size_t width) {
  if (rounds.failed().empty()) return 0;
  const Findings findings(rounds);
  const std::string* request = nullptr;
  for (const Told& told : findings.all()) {
    if (request == nullptr || *request != told.request) {
      const std::string what = told.request.empty() ? "left behind" : told.request;
      const std::string sent = told.answer != nullptr ? " (" + told.answer->sent + ")" : "";
      out << "\n" << Hanging("", rounds.name() + ", " + what + sent + ":", width);
      request = &told.request;
    }
    TellFinding(out, told, width);
  }
  if (findings.all().empty()) out << "\n" << Hanging("", rounds.name() + ":", width);
  for (const StateReport* round : rounds.failed()) TellRound(out, *round, width);
  return findings.all().size();
}

}  // namespace gtest_redis
