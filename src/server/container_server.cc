#include "server/container_server.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <map>
#include <random>

#include "gtest_redis/redis/connection.h"
#include "gtest_redis/server/server_error.h"
#include "process/child.h"
#include "process/keeper.h"
#include "process/log_file.h"
#include "process/process_identity.h"
#include "server/container_engine.h"
#include "server/redis_conf.h"

namespace gtest_redis {
namespace {

constexpr int kRedisPort = 6379;
constexpr int kNotFound = 404;
// The status of a container that a signal ended is this and the signal.
constexpr int kSignalled = 128;
constexpr std::chrono::seconds kKillTimeout{10};
constexpr std::chrono::seconds kNoticeTime{5};
constexpr std::chrono::milliseconds kInspectInterval{20};
constexpr std::size_t kQuotedLog = 2000;
constexpr std::uint64_t kMegabyte = 1 << 20;

std::string NewName() {
  static constexpr char kDigits[] = "0123456789abcdefghijklmnopqrstuv";
  std::random_device random;
  std::string name = "gtest-redis-" + std::to_string(getpid()) + "-";
  for (int i = 0; i < 10; ++i) name += kDigits[random() % 32];
  return name;
}

std::map<std::string, std::string> Labels() {
  std::array<char, 256> host{};
  gethostname(host.data(), host.size() - 1);
  return {{"org.gtest-redis", "1"},
          {"org.gtest-redis.pid", std::to_string(getpid())},
          {"org.gtest-redis.start", std::to_string(ProcessIdentity::Of(getpid())->start)},
          {"org.gtest-redis.host", host.data()},
          {"org.gtest-redis.created", std::to_string(std::time(nullptr))},
          {"org.gtest-redis.program", program_invocation_short_name}};
}

bool IsLoopback(const std::string& host) {
  return host == "localhost" || host == "::1" || host.compare(0, 4, "127.") == 0;
}

// Nothing can be reserved on another machine: below the ports that its kernel gives away.
int GuessPort() {
  std::random_device random;
  return 20000 + static_cast<int>(random() % 12000);
}

// Has the keeper remove the container when this program is killed. A container that is not there
// may still be being made, one that is being started cannot be removed yet.
int PledgeRemoval(const Engine& engine, const Container& container) {
  Pledge pledge;
  const auto addresses = SocketAddresses(engine.address(), Deadline(std::chrono::seconds(5)));
  if (addresses.empty()) {
    throw EngineError("the engine's host '" + engine.address().host + "' has no address");
  }
  pledge.address = addresses.front().storage;
  pledge.address_size = addresses.front().size;
  pledge.request = container.RemovalRequest();
  pledge.answer = " 204 ";
  pledge.retry = "\r\n";
  return Keeper::Get().Promise(pledge);
}

// Runs `function`, and turns what the engine did not do into an error of the server.
template <typename Function>
auto Ask(const std::string& purpose, const Function& function) {
  try {
    return function();
  } catch (const EngineError& error) {
    throw ServerError("cannot " + purpose + ": " + error.what());
  }
}

}  // namespace

ContainerServer::ContainerServer(const ServerOptions& options)
    : owner_(getpid()),
      options_(options),
      engine_(TheEngine()),
      image_name_(ImageName(options)),
      image_(TheImage(engine_, image_name_)),
      container_(engine_, NewName()) {
  CheckOptions(options);
  ChooseNetwork();
  // Without its own network, a client comes from the bridge, and so from abroad.
  if (!host_network_) options_.config.emplace("protected-mode", "no");
  configured_ = options_;
}

ContainerServer::ContainerServer(const SharedServer& shared, const ServerOptions& options)
    : owner_(getpid()),
      options_(options),
      engine_(Engine::At(EngineAddress::Parse(shared.engine), "the shared container")),
      image_name_(shared.image),
      container_(engine_, shared.container),
      created_(true),
      adopted_(true) {
  const Url url = Url::Parse(shared.url);
  host_ = url.host;
  port_ = url.port;
  options_.password = url.password;
}

ContainerServer::~ContainerServer() {
  if (owner_ != getpid() || adopted_) return;
  try {
    if (options_.stop_grace.count() > 0) Stop(options_.stop_grace);
  } catch (const Error&) {
    // It is removed in any case.
  }
  try {
    Remove();
  } catch (const Error&) {
    // The pledge stays: the keeper tries again when the program ends.
  }
}

void ContainerServer::ChooseNetwork() {
  const EngineAddress& engine = engine_.address();
  if (options_.network != ContainerNetwork::kPublished) {
    const std::string why_not =
        Ask("look at the engine's network", [&] { return WhyPublished(engine_); });
    host_network_ = why_not.empty();
    if (!host_network_ && options_.network == ContainerNetwork::kHost) {
      throw ServerError("the host network was asked for, but " + why_not);
    }
  }
  if (engine.local() || IsLoopback(engine.host)) {
    reserved_port_.emplace();
    port_ = reserved_port_->number();
  } else {
    host_ = engine.host;
    port_ = GuessPort();
  }
}

std::string ContainerServer::Describe() const {
  return "container '" + container_.name() + "' of image '" + image_name_ + "'";
}

Url ContainerServer::url() const {
  Url url;
  url.host = host_;
  url.port = port_;
  url.password = options_.password;
  url.database = options_.database;
  return url;
}

void ContainerServer::Configure(const std::map<std::string, std::string>& config) {
  ServerOptions configured = WithDirectives(options_, config);
  outdated_ = outdated_ || configured != configured_;
  configured_ = std::move(configured);
}

void ContainerServer::Start() {
  if (outdated_) Ask("make " + Describe() + " anew", [this] { Remove(); });
  optional_directives_ = !IsOlder(image_);
  Ask("start " + Describe(), [this] { StartContainer(); });
  if (AwaitPong()) return;
  optional_directives_ = false;
  Ask("start " + Describe(), [this] {
    Remove();
    StartContainer();
  });
  AwaitPong();
  RememberOlder(image_);
}

void ContainerServer::StartContainer() {
  const bool is_new = !created_;
  if (is_new) Create();
  try {
    container_.Start();
  } catch (const EngineError& error) {
    // Somebody removed it while it did not run, or has the port that was guessed to be free.
    const bool is_gone = error.status() == kNotFound;
    const bool is_taken = is_new && !reserved_port_ &&
                          std::string(error.what()).find("already ") != std::string::npos;
    if (adopted_ || (!is_gone && !is_taken)) throw;
    Remove();
    if (is_taken) port_ = GuessPort();
    Create();
    container_.Start();
  }
}

// All of redis.conf is one argument: a file would have to be copied into the container, which
// takes half as long as its whole start. Redis puts a line end before each argument that begins
// with two dashes, and takes it for a line of redis.conf; that the line has more lines within, it
// does not mind.
std::string ContainerServer::Arguments() const {
  ServerPlace place;
  place.port = host_network_ ? port_ : kRedisPort;
  place.bind = host_network_ ? "127.0.0.1" : "0.0.0.0";
  if (!options_.config_file.empty()) {
    place.config_file = image_.working_directory + "/gtest-redis.conf";
  }
  if (!options_.acl_file.empty()) place.acl_file = image_.working_directory + "/gtest-redis.acl";
  return "--" + RedisConf(configured_, place, optional_directives_);
}

void ContainerServer::Create() {
  std::vector<TarFile> files;
  if (!options_.config_file.empty()) {
    files.push_back({"gtest-redis.conf", ReadOptionFile(options_.config_file)});
  }
  if (!options_.acl_file.empty()) {
    files.push_back({"gtest-redis.acl", ReadOptionFile(options_.acl_file)});
  }
  ContainerOptions wanted;
  wanted.name = container_.name();
  wanted.image = image_name_;
  // An image without an entry point names its server first, and we its arguments.
  if (image_.entry_point.empty() && !image_.command.empty()) {
    wanted.arguments.push_back(image_.command.front());
  }
  wanted.arguments.push_back(Arguments());
  wanted.labels = Labels();
  wanted.memory_limit = options_.memory_limit;
  wanted.host_network = host_network_;
  wanted.container_port = kRedisPort;
  wanted.host_address = reserved_port_ ? "127.0.0.1" : "0.0.0.0";
  wanted.host_port = port_;
  pledge_ = PledgeRemoval(engine_, container_);
  created_ = true;
  outdated_ = false;
  Container::Create(engine_, wanted);
  if (!files.empty()) container_.Upload(image_.working_directory, files);
}

bool ContainerServer::AwaitPong() {
  const Deadline deadline(options_.start_timeout);
  Url address = url();
  address.database = 0;
  std::string last_error;
  bool ended = false;
  Deadline next_look(kInspectInterval);
  const bool answered = WaitUntil(deadline, [&] {
    try {
      const auto rest = std::max(deadline.remaining(), std::chrono::milliseconds(1));
      const Reply reply = Connection(address, {rest, rest}).Command("PING");
      // Any other error means that it serves, in a state that its configuration put it into.
      if (reply.error_code() != "LOADING") return true;
      last_error = reply.error_message();
    } catch (const ConnectionError& error) {
      last_error = error.what();
    }
    if (!next_look.passed()) return false;
    next_look = Deadline(kInspectInterval);
    ended = !running();
    return ended;
  });
  if (answered && !ended) return true;
  if (ended) {
    const std::string log = Log(kQuotedLog);
    if (optional_directives_ && RefusedOptionalDirective(log)) return false;
    throw ServerError(Describe() + " " + exit_reason() + " before it answered PING;" +
                      QuoteLog(log));
  }
  const std::string log = Log(kQuotedLog);
  Stop(std::chrono::milliseconds(0));
  throw ServerError(
      Describe() + " runs, but did not answer PING within " +
      std::to_string(options_.start_timeout.count()) + " ms: " + last_error +
      "; is it an image of Redis or Valkey? and if this program runs in a container, has that "
      "--network host?" +
      QuoteLog(log));
}

void ContainerServer::Stop(std::chrono::milliseconds grace) {
  if (owner_ != getpid() || !created_) return;
  Ask("stop " + Describe(), [&] {
    try {
      const ContainerState state = container_.Inspect();
      if (!state.running) return;
      if (state.paused) container_.Unpause();  // A paused process does not see a signal.
      if (grace.count() > 0) {
        container_.Signal("SIGTERM");
        if (container_.WaitForExit(Deadline(grace))) return;
      }
      container_.Signal("SIGKILL");
      container_.WaitForExit(Deadline(kKillTimeout));
    } catch (const EngineError& error) {
      if (error.status() != kNotFound) throw;
    }
  });
}

void ContainerServer::Pause() {
  Ask("pause " + Describe(), [&] {
    if (container_.Inspect().paused) return;
    container_.Pause();
  });
}

void ContainerServer::Resume() {
  Ask("resume " + Describe(), [&] {
    if (container_.Inspect().paused) container_.Unpause();
  });
}

bool ContainerServer::running() { return exit_reason().empty(); }

std::string ContainerServer::exit_reason() {
  if (!created_) return "was not started";
  return Ask("look at " + Describe(), [&]() -> std::string {
    try {
      const ContainerState state = container_.Inspect();
      if (state.running) return "";
      if (state.oom_killed && state.exit_code == kSignalled + SIGKILL) {
        return "was killed by the kernel: out of memory" +
               (options_.memory_limit == 0
                    ? ""
                    : " (container limit " + std::to_string(options_.memory_limit / kMegabyte) +
                          " MB)");
      }
      const bool by_signal = state.exit_code > kSignalled;
      const int number = by_signal ? state.exit_code - kSignalled : state.exit_code;
      return ExitStatus{by_signal, number}.ToString();
    } catch (const EngineError& error) {
      if (error.status() != kNotFound) throw;
      return "was removed by somebody else: the engine has no container '" + container_.name() +
             "' any more";
    }
  });
}

bool ContainerServer::WaitForExit(const Deadline& deadline) {
  return Ask("wait for " + Describe(), [&] {
    try {
      return !created_ || container_.WaitForExit(deadline) ||
             (Dying() && container_.WaitForExit(Deadline(kNoticeTime)));
    } catch (const EngineError& error) {
      if (error.status() != kNotFound) throw;
      return true;
    }
  });
}

// An engine notices the end of a container after its clients do: it gives its network back first.
bool ContainerServer::Dying() const {
  constexpr std::chrono::milliseconds kGlance{100};
  const Deadline patience(kGlance);
  try {
    Connection(url(), {kGlance, kGlance}).Command("PING");
    return false;
  } catch (const ConnectionError&) {
    return !patience.passed();  // One that only hangs is not ending.
  }
}

int ContainerServer::pid() {
  if (!created_ || !host_network_) return -1;
  return Ask("look at " + Describe(), [&] {
    const int pid = container_.Inspect().pid;
    return pid > 0 ? pid : -1;
  });
}

std::string ContainerServer::Log(std::size_t bytes) const {
  try {
    return container_.Log(bytes);
  } catch (const EngineError&) {
    return "";  // The log goes into messages about what is wrong already.
  }
}

void ContainerServer::Remove() {
  if (!created_) return;
  container_.Remove();
  created_ = false;
  Keeper::Get().Withdraw(pledge_);
}

}  // namespace gtest_redis
