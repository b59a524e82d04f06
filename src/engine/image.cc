#include "engine/image.h"

#include <unistd.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "engine/image_reference.h"
#include "engine/pull_progress.h"
#include "engine/registry_auth.h"
#include "process/deadline.h"

namespace gtest_redis {
namespace {

using nlohmann::json;

constexpr int kNotFound = 404;
constexpr std::chrono::seconds kPullPatience{60};
constexpr std::chrono::milliseconds kRedraw{100};

void GetIfAny(const json& config, const char* name, std::vector<std::string>& value) {
  const auto found = config.find(name);
  if (found != config.end() && !found->is_null()) found->get_to(value);
}

/// One line on a terminal, drawn anew.
class ProgressLine {
 public:
  explicit ProgressLine(const std::string& image)
      : image_(image), is_terminal_(isatty(STDERR_FILENO) == 1) {
    if (!is_terminal_) std::fprintf(stderr, "pulling the image '%s'\n", image.c_str());
  }
  ~ProgressLine() {
    if (is_terminal_) std::fputs("\r\x1b[K", stderr);
  }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void Show(const std::string& progress) {
    if (!is_terminal_ || !next_.passed()) return;
    std::fprintf(stderr, "\r\x1b[Kpulling the image '%s': %s", image_.c_str(), progress.c_str());
    next_ = Deadline(kRedraw);
  }

 private:
  const std::string image_;
  const bool is_terminal_;
  Deadline next_{std::chrono::milliseconds(0)};
};

}  // namespace

std::optional<Image> FindImage(const Engine& engine, const std::string& name) {
  ImageReference::Parse(name);
  try {
    Image image;
    engine.CallJson({"GET", "/images/" + name + "/json"}, [&image](const json& answer) {
      answer.at("Id").get_to(image.id);
      const auto config = answer.find("Config");
      if (config == answer.end() || config->is_null()) return;
      GetIfAny(*config, "Entrypoint", image.entry_point);
      GetIfAny(*config, "Cmd", image.command);
      image.working_directory = config->value("WorkingDir", "");
    });
    if (image.working_directory.empty()) image.working_directory = "/";
    return image;
  } catch (const EngineError& error) {
    if (error.status() == kNotFound) return std::nullopt;
    throw;
  }
}

void PullImage(const Engine& engine, const std::string& name) {
  const ImageReference image = ImageReference::Parse(name);
  const RegistryAuth auth = FindRegistryAuth(image);
  PullProgress progress;
  std::string failure;
  {
    ProgressLine line(name);
    EngineRequest request;
    request.method = "POST";
    request.target = "/images/create?fromImage=" + EscapeQuery(image.Name()) +
                     "&tag=" + EscapeQuery(image.digest.empty() ? image.tag : image.digest);
    request.registry_auth = auth.header;
    request.timeout = kPullPatience;
    request.sink = [&](std::string_view piece) {
      progress.Add(piece);
      line.Show(progress.ToString());
    };
    try {
      engine.Call(request);
      failure = progress.error();
    } catch (const EngineError& error) {
      failure = error.what();
    }
  }
  if (failure.empty()) return;
  if (!auth.problem.empty()) failure += " (" + auth.problem + ")";
  throw EngineError(
      "the image '" + name + "' is not there and cannot be pulled: " + failure +
      "; without a network, bring one with 'docker load', or build one from the redis-server of "
      "this machine with docker/redis/build-local of gtest-redis's sources, and say "
      "GTEST_REDIS_IMAGE=gtest-redis/redis:local");
}

}  // namespace gtest_redis
