#include <algorithm>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>

#include "gtest_redis/server/redis_server.h"
#include "gtest_redis/state/pausing.h"
#include "process/deadline.h"
#include "state/event_loop.h"
#include "state/script_loop.h"

namespace gtest_redis {
namespace {

using std::chrono::milliseconds;

std::string Milliseconds(milliseconds time) { return std::to_string(time.count()) + " ms"; }

// Sends a slow command again and again, from a thread of its own, until it goes.
class Staller {
 public:
  Staller(const RedisServer& server, std::vector<std::string> command, milliseconds gap)
      : server_(server), command_(std::move(command)), gap_(gap) {
    thread_ = std::thread([this] { Run(); });
  }
  ~Staller() { Stop(); }
  Staller(const Staller&) = delete;
  Staller& operator=(const Staller&) = delete;

  void Stop() {
    {
      const std::lock_guard lock(mutex_);
      stop_ = true;
    }
    wake_.notify_one();
    if (thread_.joinable()) thread_.join();
  }
  // Why there is no stall any more; empty while there is.
  std::string fault() {
    const std::lock_guard lock(mutex_);
    return fault_;
  }

 private:
  void Run() {
    const std::string& name = command_.front();
    try {
      Connection redis = server_.Connect();
      std::unique_lock lock(mutex_);
      while (!stop_) {
        lock.unlock();
        const Reply reply = redis.Execute(command_);
        lock.lock();
        if (reply.is_error()) {
          fault_ = "redis refuses " + name + ": " + reply.error_message();
          return;
        }
        wake_.wait_for(lock, gap_, [this] { return stop_; });
      }
    } catch (const Error& error) {
      const std::lock_guard lock(mutex_);
      fault_ = "the connection that sends " + name + " broke: " + error.what();
    }
  }

  const RedisServer& server_;
  const std::vector<std::string> command_;
  const milliseconds gap_;
  std::mutex mutex_;  // Of what follows.
  std::condition_variable wake_;
  bool stop_ = false;
  std::string fault_;
  std::thread thread_;
};

// After which time a script is answered BUSY.
milliseconds BusyThreshold(RedisServer& server) {
  constexpr milliseconds kDefault{5000};
  const Reply reply = server.Probe({"CONFIG", "GET", BusyDirective(server)});
  if (reply.is_error()) return kDefault;
  const milliseconds threshold{std::stoll(reply.array().at(1).string())};
  return threshold.count() <= 0 ? milliseconds::max() : threshold;
}

std::vector<std::string> SlowCommand(RedisServer& server, milliseconds stall) {
  // Of somebody else's server, DEBUG asks for the whole.
  if (server.backend() != Backend::kAttach && !server.Probe({"DEBUG", "SLEEP", "0"}).is_error()) {
    return {"DEBUG", "SLEEP", std::to_string(std::chrono::duration<double>(stall).count())};
  }
  const milliseconds threshold = BusyThreshold(server);
  // A loop takes longer on a machine that has become busy.
  if (stall > threshold / 4) {
    throw StateError("a stall of " + Milliseconds(stall) +
                     " might be answered BUSY: this redis does so when a script runs for " +
                     Milliseconds(threshold) + " (" + BusyDirective(server) +
                     "); name one of at most a quarter of that");
  }
  return ScriptLoop(server, stall);
}

void Prove(RedisServer& server, Staller& staller, milliseconds stall) {
  std::chrono::steady_clock::duration longest{0};
  const bool held = WaitUntil(Deadline(std::chrono::seconds(5) + 10 * stall), [&] {
    const auto begin = std::chrono::steady_clock::now();
    server.Probe({"PING"});
    longest = std::max(longest, std::chrono::steady_clock::now() - begin);
    return longest > stall / 2 || !staller.fault().empty();
  });
  if (held && staller.fault().empty()) return;
  throw StateError("'stalled' does not hold: " +
                   (held ? staller.fault()
                         : "no PING took longer than " +
                               Milliseconds(std::chrono::duration_cast<milliseconds>(longest)) +
                               ", and a stall is to take " + Milliseconds(stall)));
}

}  // namespace

Stalled::Stalled(milliseconds stall, milliseconds gap) : stall_(stall), gap_(gap) {
  if (stall_ < milliseconds(1) || stall_ > std::chrono::seconds(3)) {
    throw StateError("redis cannot be stalled for " + Milliseconds(stall_) +
                     "; 1 ms to 3 s are asked for");
  }
  if (gap_ < milliseconds(0) || gap_ > std::chrono::minutes(1)) {
    throw StateError("stalls cannot be " + Milliseconds(gap_) +
                     " apart; 0 ms to 1 min are asked for");
  }
}

std::vector<std::string> Stalled::changes() const { return {kEventLoop}; }

Entered Stalled::Apply(RedisServer& server) const {
  const milliseconds patience = server.options().command_timeout;
  if (patience < 2 * stall_) {
    throw StateError("cannot stall redis for " + Milliseconds(stall_) +
                     ": its answers are waited " + "for no longer than " + Milliseconds(patience) +
                     "; name a longer ServerOptions::command_timeout, or a shorter stall");
  }
  const auto staller = std::make_shared<Staller>(server, SlowCommand(server, stall_), gap_);
  Prove(server, *staller, stall_);
  return {[staller] { staller->Stop(); }, [staller] { return staller->fault(); }};
}

}  // namespace gtest_redis
