#pragma once

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "gate/conversation.h"
#include "gate/dialer.h"
#include "gate/outlet.h"

namespace gtest_redis {

class GateCore;

/// The two sockets of a conversation: a client's, and one to Redis. On the relay thread. Lives for
/// as long as something is waited for; touches its gate no more once it was closed.
class GateConnection : public std::enable_shared_from_this<GateConnection>,
                       private ConversationSink {
 public:
  GateConnection(GateCore& gate, int client);

  void Start();
  /// The faults in force are others than before. `hurries`: what was held back comes at once.
  void FaultsChanged(const Fault* ended, bool hurries);
  /// Passes on what Redis has said or done by now.
  void CatchUp();
  /// Ends the conversation in place of Redis.
  void EndAs(End end);
  /// Closes both sockets.
  void Close();

 private:
  using Clock = std::chrono::steady_clock;
  using Error = boost::system::error_code;

  // What the client is told, or is done to it, at some time.
  struct Told {
    Clock::time_point time;
    std::string bytes;
    std::optional<Ending> finished = std::nullopt;
    std::optional<End> end = std::nullopt;
  };

  void ToRedis(std::string_view bytes) override { to_redis_.Put(bytes); }
  void ToClient(std::string_view bytes, Delay delay) override;
  void Finish(Ending ending, Delay delay) override;
  void EndClient(End end, Delay delay) override;
  /// Whether what is told to the client need not be held back.
  bool AtOnce(Delay delay) const;
  Clock::time_point After(Delay delay);

  void Dial();
  void Connected(int redis);
  void WaitForClient();
  void ReadClient();
  /// False when there was nothing to be taken.
  bool TakeRequests();
  void ClientFinished();
  void PassFin();
  /// Whether there is room for what Redis says.
  bool ReadsRedis() const;
  void WaitForRedis();
  /// False when there was nothing to be read.
  bool ReadRedis();
  void SendToRedis();
  /// Tells the client what is due, and sends it.
  void SendToClient();
  /// Look for the reply, or the next request, for a moment, because waiting for it costs more.
  void LingerForRedis();
  bool LingerForClient();
  void WaitUntil(boost::asio::steady_timer& timer, Clock::time_point time,
                 void (GateConnection::*then)());
  void EndNow();

  GateCore* gate_;
  const std::shared_ptr<Dialer> dialer_;
  boost::asio::posix::stream_descriptor client_;
  boost::asio::posix::stream_descriptor redis_;
  boost::asio::steady_timer client_timer_;  // What is sent to it later,
  boost::asio::steady_timer redis_timer_;   // likewise.
  boost::asio::steady_timer fin_timer_;
  Conversation conversation_;

  Outlet to_redis_;
  Outlet to_client_;
  std::deque<Told> told_;      // What was held back.
  std::size_t told_size_ = 0;  // Bytes of it.
  Clock::time_point last_told_;
  std::optional<End> end_;  // When all was sent.
  Clock::time_point answered_;
  bool eager_ = false;  // It asks again as soon as it is answered.

  bool dialing_ = false;
  bool connected_ = false;  // Now, or before.
  bool waits_for_client_ = false;
  bool waits_for_redis_ = false;
  bool blocked_to_client_ = false;
  bool blocked_to_redis_ = false;
  bool client_finished_ = false;  // It has sent its FIN,
  bool fin_due_ = false;          // which is to be passed on,
  bool heard_of_redis_ = false;   // and this since.
  bool half_closed_ = false;
  bool dropped_ = false;
  bool counted_out_ = false;
  bool closed_ = false;
};

}  // namespace gtest_redis
