#include "server/client_list.h"

#include <algorithm>
#include <charconv>

namespace gtest_redis {
namespace {

constexpr std::size_t kShown = 3;

template <typename Integer>
Integer ToNumber(std::string_view text) {
  Integer number{};
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

Client ParseLine(std::string_view line) {
  Client client;
  while (!line.empty()) {
    const std::string_view field = line.substr(0, line.find(' '));
    line.remove_prefix(std::min(field.size() + 1, line.size()));
    const auto equals = field.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view key = field.substr(0, equals);
    const std::string_view value = field.substr(equals + 1);
    if (key == "id") client.id = ToNumber<std::int64_t>(value);
    if (key == "addr") client.address = value;
    if (key == "name") client.name = value;
    if (key == "db") client.database = ToNumber<int>(value);
  }
  client.claim = ClaimName::Parse(client.name);
  return client;
}

}  // namespace

std::string Count(std::int64_t number, const std::string& noun) {
  return std::to_string(number) + " " + noun + (number == 1 ? "" : "s");
}

std::vector<Client> ParseClientList(std::string_view text) {
  std::vector<Client> clients;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (!line.empty()) clients.push_back(ParseLine(line));
  }
  return clients;
}

std::string Describe(const std::vector<Client>& clients) {
  std::string text;
  for (std::size_t i = 0; i < clients.size() && i < kShown; ++i) {
    text += (i == 0 ? "" : ", ") + clients[i].address;
    if (!clients[i].name.empty()) text += " '" + clients[i].name + "'";
  }
  if (clients.size() > kShown) text += " and " + std::to_string(clients.size() - kShown) + " more";
  return text;
}

}  // namespace gtest_redis
