#include "alert_gateway/signal.h"

#include <cstdint>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace alert_gateway {
namespace {

using nlohmann::json;

/// An object in the request, with the path that leads to it, for messages.
struct Node {
  const json& value;
  std::string path;
};

[[noreturn]] void Reject(const std::string& path, const std::string& reason) {
  throw MalformedSignal("field '" + path + "' " + reason);
}

std::string PathTo(const Node& object, const std::string& name) {
  return object.path.empty() ? name : object.path + "." + name;
}

json ParseObject(const std::string& body) {
  try {
    json document = json::parse(body);
    if (!document.is_object()) throw MalformedSignal("the body must be a JSON object");
    return document;
  } catch (const json::parse_error& error) {
    throw MalformedSignal("the body is not valid JSON at byte " + std::to_string(error.byte));
  }
}

std::string OptionalText(const Node& object, const std::string& name) {
  const auto field = object.value.find(name);
  if (field == object.value.end()) return "";
  if (!field->is_string()) Reject(PathTo(object, name), "must be a string");
  return field->get<std::string>();
}

std::string RequiredText(const Node& object, const std::string& name) {
  if (!object.value.contains(name)) Reject(PathTo(object, name), "is missing");
  std::string text = OptionalText(object, name);
  if (text.empty()) Reject(PathTo(object, name), "is empty");
  return text;
}

std::map<std::string, std::string> ParseLabels(const Node& object) {
  const auto field = object.value.find("labels");
  if (field == object.value.end()) return {};
  const Node labels{*field, PathTo(object, "labels")};
  if (!labels.value.is_object()) Reject(labels.path, "must be an object");
  std::map<std::string, std::string> parsed;
  for (const auto& [name, value] : labels.value.items()) parsed[name] = OptionalText(labels, name);
  return parsed;
}

/// FNV-1a, 64 bits: the same on every machine and in every run, which std::hash does not promise.
std::string Fingerprint(const Signal& signal) {
  uint64_t hash = 0xcbf29ce484222325;
  const auto add_byte = [&](unsigned char byte) { hash = (hash ^ byte) * 0x100000001b3; };
  const auto add = [&](const std::string& text) {
    for (const char c : text) add_byte(static_cast<unsigned char>(c));
    add_byte(0xff);  // a separator that no UTF-8 text contains
  };
  add(signal.source);
  add(signal.name);
  for (const auto& [name, value] : signal.labels) {
    add(name);
    add(value);
  }
  char hex[17];
  std::snprintf(hex, sizeof(hex), "%016llx", static_cast<unsigned long long>(hash));
  return hex;
}

Signal Fingerprinted(Signal signal, const Node& object) {
  signal.fingerprint = object.value.contains("fingerprint") ? RequiredText(object, "fingerprint")
                                                            : Fingerprint(signal);
  return signal;
}

Signal ParseAlert(const Node& alert, const std::string& receiver) {
  if (!alert.value.is_object()) Reject(alert.path, "must be an object");
  const std::string status = RequiredText(alert, "status");
  if (status != "firing" && status != "resolved") {
    Reject(PathTo(alert, "status"), "must be 'firing' or 'resolved'");
  }
  if (!alert.value.contains("labels")) Reject(PathTo(alert, "labels"), "is missing");

  Signal signal;
  signal.source = receiver;
  signal.labels = ParseLabels(alert);
  const Node labels{alert.value["labels"], PathTo(alert, "labels")};
  signal.name = RequiredText(labels, "alertname");
  signal.severity = OptionalText(labels, "severity");
  signal.resolved = status == "resolved";
  return Fingerprinted(std::move(signal), alert);
}

}  // namespace

std::string Signal::ToJson() const {
  json document = {
      {"source", source}, {"name", name}, {"labels", labels}, {"fingerprint", fingerprint}};
  if (!severity.empty()) document["severity"] = severity;
  return document.dump();
}

Signal ParseSignal(const std::string& body) {
  const json document = ParseObject(body);
  const Node root{document, ""};
  Signal signal;
  signal.source = RequiredText(root, "source");
  signal.name = RequiredText(root, "name");
  signal.severity = OptionalText(root, "severity");
  signal.labels = ParseLabels(root);
  return Fingerprinted(std::move(signal), root);
}

std::vector<Signal> ParseWebhook(const std::string& body) {
  const json document = ParseObject(body);
  const Node root{document, ""};
  if (RequiredText(root, "version") != "4") Reject("version", "must be '4'");
  const std::string receiver = RequiredText(root, "receiver");
  if (!document.contains("alerts")) Reject("alerts", "is missing");
  const json& alerts = document["alerts"];
  if (!alerts.is_array()) Reject("alerts", "must be an array");
  if (alerts.empty()) Reject("alerts", "is empty");

  std::vector<Signal> signals;
  for (const json& alert : alerts) {
    signals.push_back(
        ParseAlert({alert, "alerts[" + std::to_string(signals.size()) + "]"}, receiver));
  }
  return signals;
}

}  // namespace alert_gateway
