#include "gate/gate_connection.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "gate/gate_core.h"

namespace gtest_redis {
namespace {

// As much may wait in this program before the one who sends it has to wait, too.
constexpr std::size_t kMostWaiting = 1024 * 1024;
// For so long Redis may say nothing to a client that has sent its FIN and still waits for replies,
// before it is told: it would end the connection at once, and forget what is left of a long reply.
// No longer, because a client that has gone looks the same: Redis would still hand it the element
// that it waits for in BLPOP, or carry out its write when a pause ends.
constexpr std::chrono::milliseconds kFinPatience{20};
// Redis answers most commands, and a busy client asks again, sooner than a thread is woken: a
// client that is so is waited for without sleeping, for so long, and so many times before others
// are heard.
constexpr std::chrono::microseconds kLingering{20};
constexpr int kMostRounds = 16;

// For what is read and passed on at once; there is but one relay thread.
std::array<char, 64 * 1024>& Buffer() {
  static auto* const buffer = new std::array<char, 64 * 1024>;
  return *buffer;
}

ssize_t Receive(int socket) {
  ssize_t size = 0;
  do {
    size = recv(socket, Buffer().data(), Buffer().size(), MSG_DONTWAIT);
  } while (size < 0 && errno == EINTR);
  return size;
}

std::string_view Received(ssize_t size) {
  return {Buffer().data(), static_cast<std::size_t>(size)};
}

}  // namespace

GateConnection::GateConnection(GateCore& gate, int client)
    : gate_(&gate),
      dialer_(gate.dialer()),
      client_(gate.relay().context(), client),
      redis_(gate.relay().context()),
      client_timer_(gate.relay().context()),
      redis_timer_(gate.relay().context()),
      fin_timer_(gate.relay().context()),
      conversation_(gate.ledger().Connect(), gate.plan(), gate.ledger(), *this) {
  const int on = 1;  // Fails on a unix socket, which needs it not.
  setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
}

void GateConnection::Start() {
  if (gate_->plan().cut()) {
    gate_->ledger().Strike(1);
  } else {
    Dial();
  }
  if (!closed_) WaitForClient();
}

// Redis.

void GateConnection::Dial() {
  dialing_ = true;
  const auto wanted = [self = shared_from_this()] {
    return !self->closed_ && !self->gate_->plan().cut();
  };
  dialer_->Dial(wanted, [self = shared_from_this()](int redis) { self->Connected(redis); });
}

void GateConnection::Connected(int redis) {
  dialing_ = false;
  if (redis >= 0 && closed_) close(redis);
  if (closed_) return;
  if (redis >= 0) {
    connected_ = true;
    redis_.assign(redis);
    WaitForRedis();
    SendToRedis();
  } else if (!gate_->plan().cut()) {
    gate_->RedisIs(false);
    EndAs(End::kReset);
  }
}

bool GateConnection::ReadsRedis() const {
  return !half_closed_ && !end_ && to_client_.size() + told_size_ <= kMostWaiting;
}

void GateConnection::WaitForRedis() {
  if (waits_for_redis_ || closed_ || !redis_.is_open() || !ReadsRedis()) return;
  waits_for_redis_ = true;
  redis_.async_wait(redis_.wait_read, [self = shared_from_this()](Error error) {
    self->waits_for_redis_ = false;
    if (!error && !self->closed_) self->ReadRedis();
  });
}

bool GateConnection::ReadRedis() {
  const ssize_t size = Receive(redis_.native_handle());
  if (size < 0 && errno == EAGAIN) {
    WaitForRedis();
    return false;
  }
  heard_of_redis_ = true;
  if (size > 0) {
    conversation_.FromRedis(Received(size));
  } else {
    conversation_.RedisEnded(size == 0 ? End::kFin : End::kReset);
    Error ignored;
    redis_.close(ignored);
    if (!client_finished_) gate_->LookForRedis();
  }
  if (client_finished_ && !fin_due_ && !conversation_.waits()) PassFin();
  SendToClient();
  answered_ = Clock::now();
  return true;
}

void GateConnection::LingerForRedis() {
  if (!eager_ || !redis_.is_open() || !conversation_.waits() || to_redis_.size() > 0) return;
  const auto end = Clock::now() + kLingering;
  while (!closed_ && redis_.is_open() && !ReadRedis() && Clock::now() < end) sched_yield();
}

void GateConnection::CatchUp() {
  for (int i = 0; i < kMostRounds && !closed_ && redis_.is_open() && ReadsRedis(); ++i) {
    if (!ReadRedis()) return;
  }
}

void GateConnection::SendToRedis() {
  if (closed_ || !redis_.is_open() || blocked_to_redis_ || gate_->plan().cut()) return;
  std::uint64_t sent = 0;
  const Outlet::Result result = to_redis_.Send(redis_.native_handle(), gate_->to_redis,
                                               gate_->plan().bytes_per_second(), sent);
  if (sent > 0) conversation_.Passed(sent);
  switch (result) {
    case Outlet::Result::kAll:
      if (fin_due_) shutdown(redis_.native_handle(), SHUT_WR);
      break;
    case Outlet::Result::kBlocked:
      blocked_to_redis_ = true;
      redis_.async_wait(redis_.wait_write, [self = shared_from_this()](Error) {
        self->blocked_to_redis_ = false;
        self->SendToRedis();
      });
      break;
    case Outlet::Result::kThrottled:
      WaitUntil(redis_timer_, gate_->to_redis.free_at(), &GateConnection::SendToRedis);
      break;
    case Outlet::Result::kBroken:
      to_redis_.Clear();  // What it has said before can still be read.
      break;
  }
  WaitForClient();
}

// The client.

void GateConnection::WaitForClient() {
  if (waits_for_client_ || closed_ || client_finished_ || (end_ && !half_closed_)) return;
  if (to_redis_.size() > kMostWaiting) return;
  waits_for_client_ = true;
  client_.async_wait(client_.wait_read, [self = shared_from_this()](Error error) {
    self->waits_for_client_ = false;
    if (!error && !self->closed_) self->ReadClient();
  });
}

void GateConnection::ReadClient() {
  eager_ = Clock::now() - answered_ < 2 * kLingering;
  for (int i = 0; i < kMostRounds && TakeRequests() && LingerForClient(); ++i) {
  }
  if (!closed_) WaitForClient();
}

bool GateConnection::TakeRequests() {
  const ssize_t size = Receive(client_.native_handle());
  if (size > 0) {
    conversation_.FromClient(Received(size));
    SendToRedis();
    LingerForRedis();
    SendToClient();
    return true;
  }
  if (size == 0) {
    ClientFinished();
  } else if (errno != EAGAIN) {
    conversation_.ClientEnded();
    Close();
  }
  return false;
}

bool GateConnection::LingerForClient() {
  if (!eager_ || conversation_.waits() || to_redis_.size() > 0) return false;
  char next = 0;
  while (!closed_ && !end_ && Clock::now() < answered_ + kLingering) {
    if (recv(client_.native_handle(), &next, 1, MSG_PEEK | MSG_DONTWAIT) >= 0) return true;
    sched_yield();
  }
  return false;
}

void GateConnection::ClientFinished() {
  client_finished_ = true;
  if (half_closed_) return Close();
  if (!conversation_.waits()) return PassFin();
  heard_of_redis_ = false;
  fin_timer_.expires_after(kFinPatience);
  fin_timer_.async_wait([self = shared_from_this()](Error) {
    if (self->closed_ || self->fin_due_) return;
    // Where Redis is not read, because the client reads too slowly, it is not Redis that is silent;
    // and what has begun to come will go on.
    if (self->heard_of_redis_ || !self->ReadsRedis() || self->conversation_.in_reply()) {
      return self->ClientFinished();
    }
    self->conversation_.ClientEnded();
    self->PassFin();
  });
}

void GateConnection::PassFin() {
  fin_due_ = true;
  if (!std::exchange(counted_out_, true)) gate_->ledger().Disconnect();
  SendToRedis();
}

bool GateConnection::AtOnce(Delay delay) const {
  return told_.empty() && delay.count() == 0 && !gate_->plan().cut();
}

GateConnection::Clock::time_point GateConnection::After(Delay delay) {
  last_told_ = std::max(last_told_, Clock::now() + delay);
  return last_told_;
}

void GateConnection::ToClient(std::string_view bytes, Delay delay) {
  if (AtOnce(delay)) return to_client_.Put(bytes);
  told_.push_back({After(delay), std::string(bytes)});
  told_size_ += bytes.size();
}

void GateConnection::Finish(Ending ending, Delay delay) {
  if (AtOnce(delay)) return gate_->ledger().Finish(ending);
  told_.push_back({After(delay), "", std::move(ending)});
}

void GateConnection::EndClient(End end, Delay delay) {
  if (AtOnce(delay)) {
    end_ = end;
  } else {
    told_.push_back({After(delay), "", std::nullopt, end});
  }
}

void GateConnection::SendToClient() {
  if (closed_ || half_closed_ || gate_->plan().cut()) return;
  for (; !told_.empty() && told_.front().time <= Clock::now(); told_.pop_front()) {
    Told& told = told_.front();
    to_client_.Put(told.bytes);
    told_size_ -= told.bytes.size();
    if (told.finished) gate_->ledger().Finish(*told.finished);
    if (told.end) end_ = told.end;
  }
  if (!told_.empty()) {
    WaitUntil(client_timer_, told_.front().time, &GateConnection::SendToClient);
  }
  if (blocked_to_client_) return;
  std::uint64_t sent = 0;
  switch (to_client_.Send(client_.native_handle(), gate_->to_client,
                          gate_->plan().bytes_per_second(), sent)) {
    case Outlet::Result::kAll:
      if (end_) return EndNow();
      break;
    case Outlet::Result::kBlocked:
      blocked_to_client_ = true;
      client_.async_wait(client_.wait_write, [self = shared_from_this()](Error) {
        self->blocked_to_client_ = false;
        self->SendToClient();
      });
      break;
    case Outlet::Result::kThrottled:
      WaitUntil(client_timer_, gate_->to_client.free_at(), &GateConnection::SendToClient);
      break;
    case Outlet::Result::kBroken:
      conversation_.ClientEnded();
      return Close();
  }
  WaitForRedis();
}

void GateConnection::WaitUntil(boost::asio::steady_timer& timer, Clock::time_point time,
                               void (GateConnection::*then)()) {
  timer.expires_at(time);
  timer.async_wait([self = shared_from_this(), then](Error error) {
    if (!error) ((*self).*then)();
  });
}

void GateConnection::FaultsChanged(const Fault* ended, bool hurries) {
  conversation_.Forget(ended);
  if (hurries) {
    for (Told& told : told_) told.time = Clock::time_point::min();
    last_told_ = {};
  }
  if (gate_->plan().cut()) return;
  if (!connected_ && !dialing_ && !closed_) Dial();
  if (!closed_) SendToRedis();
  if (!closed_) SendToClient();
}

void GateConnection::EndAs(End end) {
  if (closed_) return;
  conversation_.RedisEnded(end);
  end_ = end;
  EndNow();
}

void GateConnection::EndNow() {
  if (!client_finished_ && !std::exchange(dropped_, true)) gate_->ledger().Drop();
  const int socket = client_.native_handle();
  Error ignored;
  switch (*end_) {
    case End::kReset: {
      const linger at_once = {1, 0};
      setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
      return Close();
    }
    case End::kFin:
      // What was not read would make a RST of it.
      shutdown(socket, SHUT_WR);
      while (Receive(socket) > 0) {
      }
      return Close();
    case End::kHalfClose:
      half_closed_ = true;
      shutdown(socket, SHUT_WR);
      redis_.close(ignored);
      WaitForClient();
  }
}

void GateConnection::Close() {
  if (std::exchange(closed_, true)) return;
  if (!std::exchange(counted_out_, true)) gate_->ledger().Disconnect();
  conversation_.ClientEnded();
  for (Told& told : std::exchange(told_, {})) {
    if (!told.finished) continue;
    told.finished->outcome = GateCommand::Outcome::kLost;
    gate_->ledger().Finish(*told.finished);
  }
  Error ignored;
  client_.close(ignored);
  redis_.close(ignored);
  client_timer_.cancel();
  redis_timer_.cancel();
  fin_timer_.cancel();
  gate_->Forget(shared_from_this());
}

}  // namespace gtest_redis
