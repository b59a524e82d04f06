#include "gtest_redis/server/usable.h"

#include <algorithm>
#include <functional>

#include "engine/engine.h"
#include "engine/host_network.h"
#include "engine/image.h"
#include "gtest_redis/server/redis_server.h"
#include "server/container_engine.h"

namespace gtest_redis {
namespace {

// Somebody waits for the answer.
constexpr std::chrono::milliseconds kPatience{1000};

Usability Check(Backend backend, const std::function<std::string()>& look) {
  Usability usability;
  usability.backend = backend;
  try {
    usability.what = look();
    usability.usable = true;
  } catch (const Error& error) {
    // "why; what to do" is how errors are told.
    const std::string message = error.what();
    const auto semicolon = message.find("; ");
    usability.what = message.substr(0, semicolon);
    if (semicolon != std::string::npos) usability.mend = message.substr(semicolon + 2);
  }
  return usability;
}

std::string ProductOf(RedisServer& server) { return server.product() + " " + server.version(); }

}  // namespace

Usability CheckProcess(const ServerOptions& options) {
  return Check(Backend::kProcess, [&] {
    ServerOptions process = options;
    process.backend = Backend::kProcess;
    RedisServer server = RedisServer::Start(process);
    return ProductOf(server) + ", '" + server.executable() + "'";
  });
}

Usability CheckContainer(const ServerOptions& options) {
  return Check(Backend::kContainer, [&] {
    const Engine engine = Engine::Find();
    const std::string image = ImageName(options);
    const std::string why_published = WhyNotHostNetwork(engine);
    return engine.product() + " " + engine.version() + " (API " + engine.api_version() + ") at " +
           engine.address().ToString() + " (" + engine.source() + "); image '" + image + "' " +
           (FindImage(engine, image) ? "is there" : "is not there, and will be pulled") + "; " +
           (why_published.empty() ? "on this machine's network"
                                  : "on a published port, because " + why_published);
  });
}

Usability CheckAttach(const std::string& url, const AttachOptions& options) {
  return Check(Backend::kAttach, [&] {
    AttachOptions patience = options;
    patience.start_timeout = std::min(options.start_timeout, kPatience);
    patience.claim_timeout = std::min(options.claim_timeout, kPatience);
    RedisServer server = RedisServer::Attach(url, patience);
    return ProductOf(server) + " at " + Url::Parse(server.url()).Redacted() + ", database " +
           std::to_string(server.database()) + " can be taken";
  });
}

}  // namespace gtest_redis
