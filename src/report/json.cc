#include "gtest_redis/report/json.h"

#include <nlohmann/json.hpp>

#include "report/failure_names.h"

namespace gtest_redis {
namespace {

using nlohmann::ordered_json;

double Milliseconds(std::chrono::microseconds time) {
  return static_cast<double>(time.count()) / 1000;
}

template <typename Item, typename Write>
ordered_json ListOf(const std::vector<Item>& items, Write write) {
  ordered_json list = ordered_json::array();
  for (const Item& item : items) list.push_back(write(item));
  return list;
}

ordered_json Json(const Finding& finding) {
  return {{"kind", ToString(finding.kind)}, {"text", finding.text}};
}

ordered_json Json(const std::vector<Finding>& findings) {
  return ListOf(findings, [](const Finding& finding) { return Json(finding); });
}

ordered_json Json(const RefusalCounts& refusals) {
  ordered_json object = ordered_json::object();
  for (const auto& [code, count] : refusals) object[code] = count;
  return object;
}

ordered_json Json(const LoadSample& sample) {
  return {{"number", sample.number},           {"due", Milliseconds(sample.due)},
          {"sent", Milliseconds(sample.sent)}, {"duration", Milliseconds(sample.duration)},
          {"status", sample.status},           {"failure", FailureName(sample.failure)}};
}

ordered_json Json(const LoadResult& load) {
  const auto mark = [](const LoadMark& it) {
    return ordered_json{{"name", it.name}, {"at", Milliseconds(it.at)}};
  };
  return {
      {"length", Milliseconds(load.length())},
      {"unsent", load.unsent()},
      {"marks", ListOf(load.marks(), mark)},
      {"samples", ListOf(load.samples(), [](const LoadSample& sample) { return Json(sample); })}};
}

ordered_json Json(const AnswerReport& answer) {
  ordered_json object = {{"phase", ToString(answer.phase)},
                         {"request", answer.request},
                         {"sent", answer.sent},
                         {"at", Milliseconds(answer.at)},
                         {"time", Milliseconds(answer.time)},
                         {"status", answer.status},
                         {"error", answer.error},
                         {"expected", answer.expected},
                         {"statuses", answer.statuses},
                         {"refused", Json(answer.refused)},
                         {"findings", Json(answer.findings)},
                         {"story", answer.story}};
  if (answer.load) object["load"] = Json(*answer.load);
  return object;
}

ordered_json Json(const RedisSample& sample) {
  return {{"at", Milliseconds(sample.at)},       {"answered", sample.answered},
          {"used_memory", sample.used_memory},   {"maxmemory", sample.maxmemory},
          {"evicted_keys", sample.evicted_keys}, {"refused", sample.refused}};
}

ordered_json Json(const ReportCell& cell) {
  return {{"request", cell.request},        {"outcome", ToString(cell.outcome)},
          {"expected", cell.expected},      {"got", cell.got},
          {"refused", Json(cell.refused)},  {"time", Milliseconds(cell.time)},
          {"findings", Json(cell.findings)}};
}

ordered_json Json(const StateReport& state) {
  ordered_json object = {
      {"name", state.name},
      {"outcome", ToString(state.outcome())},
      {"state", state.state},
      {"meaning", state.meaning},
      {"why", state.why},
      {"round", state.round},
      {"line", state.line},
      {"skipped", state.skipped},
      {"error", state.error},
      {"interrupted", state.interrupted},
      {"requests", state.requests},
      {"cells", ListOf(state.Cells(), [](const ReportCell& cell) { return Json(cell); })},
      {"answers", ListOf(state.answers, [](const AnswerReport& answer) { return Json(answer); })},
      {"leftovers", Json(state.leftovers)},
      {"samples", ListOf(state.samples, [](const RedisSample& sample) { return Json(sample); })},
      {"duration", Milliseconds(state.duration)},
      {"kept", state.kept}};
  if (state.entered) object["entered"] = Milliseconds(*state.entered);
  if (state.left) object["left"] = Milliseconds(*state.left);
  return object;
}

}  // namespace

void WriteJson(std::ostream& out, const RunReport& report) {
  const auto since_1970 =
      std::chrono::duration_cast<std::chrono::milliseconds>(report.started.time_since_epoch());
  const ordered_json object = {
      {"contract", report.contract},
      {"about", report.about},
      {"file", report.file},
      {"redis", report.redis},
      {"service", report.service},
      {"seed", report.seed},
      {"started", since_1970.count()},
      {"duration", Milliseconds(report.duration)},
      {"interrupted", report.interrupted},
      {"holds", report.holds()},
      {"states", ListOf(report.states, [](const StateReport& state) { return Json(state); })}};
  // What services and Redis say, and is quoted here, need not be UTF-8.
  out << object.dump(2, ' ', false, ordered_json::error_handler_t::replace) << "\n";
}

}  // namespace gtest_redis
