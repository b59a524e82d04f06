#include "report/html_findings.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "report/report_text.h"
#include "report/xml_writer.h"

namespace gtest_redis {
namespace {

// The same kind of finding, of the same request, in all rounds of a state: once of each round.
struct Told {
  std::string request, kind, text;  // The text of the first one.
  std::string evidence;             // Its anchor; empty when that round has no section.
  std::vector<const StateReport*> rounds;
};

class Teller {
 public:
  explicit Teller(const StateRounds& group) : group_(group) {}

  void Tell(const StateReport& round) {
    for (std::size_t i = 0; i < round.answers.size(); ++i) {
      const AnswerReport& answer = round.answers[i];
      const std::string phase =
          answer.phase == Phase::kDegraded ? "" : ToString(answer.phase) + ": ";
      for (const Finding& finding : answer.findings) {
        Add(round, answer.request, ToString(finding.kind), phase + finding.text,
            AnswerId(group_.Id(round), i));
      }
    }
    for (const Finding& finding : round.leftovers) {
      Add(round, "", ToString(finding.kind), finding.text, group_.Id(round));
    }
    if (!round.error.empty()) Add(round, "", "not run to its end", round.error, group_.Id(round));
  }

  const std::vector<Told>& all() const { return all_; }

 private:
  void Add(const StateReport& round, const std::string& request, const std::string& kind,
           const std::string& text, const std::string& evidence) {
    auto told = std::find_if(all_.begin(), all_.end(), [&](const Told& one) {
      return one.request == request && one.kind == kind && one.rounds.back() != &round;
    });
    if (told == all_.end()) {
      const auto& shown = group_.shown();
      const bool has_section = std::find(shown.begin(), shown.end(), &round) != shown.end();
      told = all_.insert(told, {request, kind, text, has_section ? evidence : "", {}});
    }
    told->rounds.push_back(&round);
  }

  const StateRounds& group_;
  std::vector<Told> all_;
};

// What is told of several states in the same words is told once.
struct Card {
  Told told;
  int times = 0;
  std::set<std::string> states;
  std::string places;  // Markup: a link for each state.
};

std::string Place(const StateRounds& group, const Told& told) {
  const std::string anchor = told.evidence.empty() ? group.Id(group.first()) : told.evidence;
  std::string text = "<a href=\"#" + anchor + "\">" + EscapeMarkup(group.name());
  if (!told.request.empty()) {
    text += " <span>›</span> " + EscapeMarkup(told.request);
  }
  text += "</a>";
  if (group.all().size() == 1) return text;
  return text + " <small>in " + std::to_string(told.rounds.size()) + " of " +
         CountText(static_cast<int>(group.all().size()), "round") + ", first in round " +
         std::to_string(told.rounds.front()->round) + "</small>";
}

std::vector<Card> CardsOf(const std::vector<StateRounds>& groups) {
  std::vector<Card> cards;
  for (const StateRounds& group : groups) {
    Teller teller(group);
    for (const StateReport* round : group.failed()) teller.Tell(*round);
    for (const Told& told : teller.all()) {
      auto card = std::find_if(cards.begin(), cards.end(), [&told](const Card& one) {
        return one.told.request == told.request && one.told.kind == told.kind &&
               one.told.text == told.text;
      });
      if (card == cards.end()) card = cards.insert(card, {told, 0, {}, ""});
      ++card->times;
      if (card->states.insert(group.name()).second) card->places += Place(group, told) + "\n";
    }
  }
  return cards;
}

void Write(std::ostream& out, const Card& card) {
  const int states = static_cast<int>(card.states.size());
  out << "<li><p class=\"where\"><b>" << card.told.kind << "</b>";
  if (card.times > states) out << " " << CountText(card.times, "time");
  if (states > 1) out << " in " << CountText(states, "state");
  out << "</p><p>" << EscapeMarkup(card.told.text) << "</p><p class=\"places\">" << card.places
      << "</p></li>\n";
}

}  // namespace

void WriteHtmlFindings(std::ostream& out, const std::vector<StateRounds>& groups) {
  if (CountOutcome(groups, ReportOutcome::kFailed) == 0) return;
  out << "<section class=\"wrong\" aria-labelledby=\"findings\">\n"
         "<h2 id=\"findings\">What is wrong</h2>\n<ol>\n";
  for (const Card& card : CardsOf(groups)) Write(out, card);
  out << "</ol>\n</section>\n";
}

}  // namespace gtest_redis
