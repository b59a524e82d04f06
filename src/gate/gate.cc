#include "gtest_redis/gate/gate.h"

#include "gate/gate_registry.h"
#include "gate/relay.h"
#include "gtest_redis/server/redis_server.h"
#include "server/doors.h"

namespace gtest_redis {

class Gate::Impl {
 public:
  Impl(RedisServer& server, bool apart)
      : url_(Url::Parse(server.url())), server_(server.id()), core_(NewCore(server, url_)) {
    url_.host = host();
    url_.port = core_->port();
    const bool up = server.running();
    try {
      core_->relay().Run([&] { core_->Open(up); });
    } catch (const Error& error) {
      Shut();
      throw ServerError(std::string("cannot make a gate: ") + error.what());
    }
    if (!apart) GateRegistry::Get().Add(server_, core_);
    watch_ = Doors::Get().Watch(server_, [core = core_](News news) { Hear(*core, news); });
  }

  ~Impl() {
    if (core_->relay().is_parents()) {
      KeepForEver();
      return;
    }
    Doors::Get().Forget(watch_);
    GateRegistry::Get().Remove(server_, core_.get());
    Shut();
  }

  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  static std::string host() { return "127.0.0.1"; }
  const Url& url() const { return url_; }
  GateCore& core() const { return *core_; }
  Ledger& ledger() const { return core_->ledger(); }

 private:
  static std::shared_ptr<GateCore> NewCore(const RedisServer& server, const Url& url) {
    if (url.scheme == Url::Scheme::kRediss) {
      throw ServerError("a gate cannot look into TLS, which the server at '" + url.Redacted() +
                        "' speaks");
    }
    try {
      return std::make_shared<GateCore>(server.unix_socket(), url.host, url.port);
    } catch (const Error& error) {
      throw ServerError("cannot make a gate to '" + url.Redacted() + "': " + error.what());
    }
  }

  static void Hear(GateCore& core, News news) {
    if (core.relay().is_parents()) return;
    if (news == News::kMarked) return core.ledger().Mark();
    core.relay().Run([&] {
      if (news == News::kAsked) {
        core.CatchUp();
      } else {
        core.RedisIs(news == News::kUp);
      }
    });
  }

  void Shut() {
    Relay& relay = core_->relay();
    relay.Run([this] { core_->Shut(); });
    // What it waited for may still be on its way to the relay thread.
    boost::asio::post(relay.context(), [core = std::move(core_)] {});
  }

  // A fork shares descriptors with its parent: destroying it here would end it there.
  void KeepForEver() { new std::shared_ptr<GateCore>(std::move(core_)); }

  Url url_;
  const void* const server_;
  std::shared_ptr<GateCore> core_;
  int watch_ = 0;
};

Gate::Gate(RedisServer& server) : Gate(std::make_shared<Impl>(server, false)) {}
Gate::Gate(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
Gate Gate::Apart(RedisServer& server) { return Gate(std::make_shared<Impl>(server, true)); }
Gate::~Gate() = default;
Gate::Gate(Gate&& other) noexcept = default;
Gate& Gate::operator=(Gate&& other) noexcept = default;

std::string Gate::url() const { return impl_->url().ToString(); }
std::string Gate::host() const { return Impl::host(); }
int Gate::port() const { return impl_->core().port(); }
std::string Gate::unix_socket() const { return impl_->core().socket_path(); }

Traffic Gate::traffic() const { return impl_->ledger().traffic(); }
Traffic Gate::TrafficSinceMark() const { return impl_->ledger().SinceMark(); }
void Gate::Mark() { impl_->ledger().Mark(); }
std::vector<GateCommand> Gate::Commands(std::uint64_t first) const {
  return impl_->ledger().Commands(first);
}
std::uint64_t Gate::command_count() const { return impl_->ledger().command_count(); }
bool Gate::AwaitQuiet(std::chrono::milliseconds timeout) const {
  return impl_->ledger().AwaitQuiet(timeout);
}
bool Gate::cut() const {
  bool cut = false;
  impl_->core().relay().Run([&] { cut = impl_->core().plan().cut(); });
  return cut;
}

FaultGuard Gate::Inject(const Fault& fault) {
  CheckFault(fault);
  const std::uint64_t id = GateRegistry::Get().Inject(impl_->core(), fault);
  return FaultGuard([id, gate = std::weak_ptr(impl_)] {
    const auto impl = gate.lock();
    if (impl != nullptr) impl->core().relay().Run([&] { impl->core().Remove(id); });
  });
}

FaultGuard Gate::InjectAll(RedisServer& server, const Fault& fault) {
  CheckFault(fault);
  const std::uint64_t id = GateRegistry::Get().InjectAll(server.id(), fault);
  return FaultGuard([id, key = server.id()] { GateRegistry::Get().RemoveAll(key, id); });
}

void Gate::MarkAll(RedisServer& server) {
  bool any = false;
  GateRegistry::Get().ForEach(server.id(), [&any](GateCore& gate) {
    if (gate.relay().is_parents()) return;
    gate.ledger().Mark();
    any = true;
  });
  // A state may have ended it in a way that nobody has told of.
  if (any && !server.running()) Doors::Get().Tell(server.id(), News::kDown);
}

}  // namespace gtest_redis
