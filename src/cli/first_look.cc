#include "cli/first_look.h"

#include <vector>

#include "gtest_redis/gate/gate.h"

namespace gtest_redis {
namespace {

using nlohmann::ordered_json;

// What a service may still ask of Redis after it has answered.
constexpr std::chrono::milliseconds kAfterwards{20};

// By these a client opens a connection; they say nothing of a request.
bool OpensConnection(const std::string& command) {
  const std::set<std::string> commands = {"AUTH", "CLIENT", "COMMAND", "HELLO", "INFO", "SELECT"};
  return commands.count(command) > 0;
}

HttpResponse Ask(Service& service, const HttpRequest& request, RedisUse& use) {
  Gate& gate = *service.gate();
  const std::uint64_t before = gate.command_count();
  HttpResponse response = service.Request(request);
  gate.AwaitQuiet(kAfterwards);
  for (const GateCommand& command : gate.Commands(before)) {
    if (OpensConnection(command.name)) continue;
    (command.writes ? use.writes : use.reads).insert(command.name);
  }
  return response;
}

void AppendTexts(const ordered_json& value, const ordered_json::json_pointer& at,
                 std::vector<ordered_json::json_pointer>& texts) {
  if (value.is_string()) texts.push_back(at);
  if (value.is_object()) {
    for (const auto& [name, member] : value.items()) AppendTexts(member, at / name, texts);
  }
  if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) AppendTexts(value[i], at / i, texts);
  }
}

// The first text of the body that makes the request new again when it is another one.
void FindNovelty(Service& service, FirstLook& look, int number) {
  std::vector<ordered_json::json_pointer> texts;
  AppendTexts(*look.body, ordered_json::json_pointer(), texts);
  for (const auto& at : texts) {
    ordered_json body = *look.body;
    body[at] = body[at].get<std::string>() + "-" + std::to_string(number);
    HttpRequest request = look.given.request;
    request.body = body.dump();
    if (service.Request(request).status != look.first) continue;
    look.novelty = at;
    return;
  }
}

}  // namespace

FirstLook LookAt(Service& service, const GivenRequest& given, int number) {
  FirstLook look;
  look.given = given;
  const HttpResponse first = Ask(service, given.request, look.first_use);
  look.first = first.status;
  look.error = first.error;
  if (look.first == 0 || (given.by_default && look.first == 404)) return look;
  look.second = Ask(service, given.request, look.second_use).status;
  if (given.request.body.empty()) return look;
  auto body = ordered_json::parse(given.request.body, nullptr, /*allow_exceptions=*/false);
  if (body.is_discarded()) return look;
  look.body = std::move(body);
  const bool stored = look.first / 100 == 2 && look.first != look.second;
  if (stored) FindNovelty(service, look, number);
  return look;
}

}  // namespace gtest_redis
