#include <algorithm>
#include <limits>
#include <utility>

#include "gtest_redis/redis/error.h"
#include "gtest_redis/report/json.h"
#include "report/failure_names.h"
#include "report/json_member.h"

namespace gtest_redis {
namespace {

using nlohmann::ordered_json;

constexpr int kMostInt = std::numeric_limits<int>::max();

template <typename Read>
auto ReadList(const JsonMember& list, Read read) {
  std::vector<decltype(read(list))> items;
  for (const JsonMember& item : list.Items()) items.push_back(read(item));
  return items;
}

// Anything that fits: a service may answer any status.
int ReadInt(const JsonMember& member) {
  return static_cast<int>(member.Integer(-kMostInt, kMostInt));
}

Phase ReadPhase(const JsonMember& member) {
  for (const Phase phase : {Phase::kHealthy, Phase::kDegraded, Phase::kRecovered}) {
    if (member.Text() == ToString(phase)) return phase;
  }
  member.Reject("'healthy', 'degraded' or 'recovered'");
}

HttpFailure ReadFailure(const JsonMember& member) {
  const auto name = std::find(kFailureNames.begin(), kFailureNames.end(), member.Text());
  if (name == kFailureNames.end()) member.Reject("how a request can fail, or 'none'");
  return static_cast<HttpFailure>(name - kFailureNames.begin());
}

Finding ReadFinding(const JsonMember& member) {
  const std::string name = member["kind"].Text();
  for (const FindingKind kind : AllFindingKinds()) {
    if (ToString(kind) == name) return {kind, member["text"].Text()};
  }
  member["kind"].Reject("the name of a kind of finding");
}

RefusalCounts ReadRefusals(const JsonMember& member) {
  RefusalCounts refusals;
  for (const auto& [code, count] : member.Members()) refusals[code] = count.Integer();
  return refusals;
}

LoadSample ReadLoadSample(const JsonMember& member) {
  LoadSample sample;
  sample.number = static_cast<std::size_t>(member["number"].Integer());
  sample.due = member["due"].Time();
  sample.sent = member["sent"].Time();
  sample.duration = member["duration"].Time();
  sample.status = ReadInt(member["status"]);
  sample.failure = ReadFailure(member["failure"]);
  return sample;
}

LoadResult ReadLoad(const JsonMember& member) {
  const auto mark = [](const JsonMember& it) {
    return LoadMark{it["name"].Text(), it["at"].Time()};
  };
  return {ReadList(member["samples"], ReadLoadSample), ReadList(member["marks"], mark),
          member["length"].Time(), static_cast<std::size_t>(member["unsent"].Integer())};
}

AnswerReport ReadAnswer(const JsonMember& member) {
  AnswerReport answer;
  answer.phase = ReadPhase(member["phase"]);
  answer.request = member["request"].Text();
  answer.sent = member["sent"].Text();
  answer.at = member["at"].Time();
  answer.time = member["time"].Time();
  answer.status = ReadInt(member["status"]);
  answer.error = member["error"].Text();
  answer.expected = member["expected"].Text();
  answer.statuses = member["statuses"].Text();
  answer.refused = ReadRefusals(member["refused"]);
  answer.findings = ReadList(member["findings"], ReadFinding);
  answer.story = member["story"].Text();
  if (member.Has("load")) answer.load = ReadLoad(member["load"]);
  return answer;
}

RedisSample ReadSample(const JsonMember& member) {
  RedisSample sample;
  sample.at = member["at"].Time();
  sample.answered = member["answered"].Flag();
  sample.used_memory = static_cast<std::uint64_t>(member["used_memory"].Integer());
  sample.maxmemory = static_cast<std::uint64_t>(member["maxmemory"].Integer());
  sample.evicted_keys = member["evicted_keys"].Integer();
  sample.refused = member["refused"].Integer();
  return sample;
}

StateReport ReadState(const JsonMember& member) {
  StateReport state;
  state.name = member["name"].Text();
  state.state = member["state"].Text();
  state.meaning = member["meaning"].Text();
  state.why = member["why"].Text();
  state.round = ReadInt(member["round"]);
  state.line = ReadInt(member["line"]);
  state.skipped = member["skipped"].Text();
  state.error = member["error"].Text();
  state.interrupted = member["interrupted"].Flag();
  state.requests = ReadList(member["requests"], [](const JsonMember& name) { return name.Text(); });
  state.answers = ReadList(member["answers"], ReadAnswer);
  state.leftovers = ReadList(member["leftovers"], ReadFinding);
  state.samples = ReadList(member["samples"], ReadSample);
  if (member.Has("entered")) state.entered = member["entered"].Time();
  if (member.Has("left")) state.left = member["left"].Time();
  state.duration = member["duration"].Time();
  state.kept = member["kept"].Text();
  return state;
}

ordered_json Parse(const std::string& text) {
  try {
    return ordered_json::parse(text);
  } catch (const ordered_json::exception& error) {
    throw Error(std::string("the report cannot be read: it is no JSON: ") + error.what());
  }
}

}  // namespace

RunReport ReadJson(const std::string& text) {
  const ordered_json object = Parse(text);
  const JsonMember member(object, "");
  RunReport report;
  report.contract = member["contract"].Text();
  report.about = member["about"].Text();
  report.file = member["file"].Text();
  report.redis = member["redis"].Text();
  report.service = member["service"].Text();
  report.seed = member["seed"].Text();
  static constexpr std::int64_t kMostMilliseconds = 9'000'000'000'000;
  report.started = std::chrono::system_clock::time_point(
      std::chrono::milliseconds(member["started"].Integer(0, kMostMilliseconds)));
  report.duration = member["duration"].Time();
  report.interrupted = member["interrupted"].Flag();
  report.states = ReadList(member["states"], ReadState);
  return report;
}

}  // namespace gtest_redis
