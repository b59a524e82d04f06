#include "gate/relay.h"

#include <pthread.h>

#include <atomic>
#include <csignal>
#include <mutex>

namespace gtest_redis {

Relay& Relay::Get() {
  static std::atomic<Relay*> current{nullptr};
  static auto* const mutex = new std::mutex;
  Relay* relay = current;
  if (relay != nullptr && !relay->is_parents()) return *relay;
  const std::lock_guard lock(*mutex);
  relay = current;
  if (relay == nullptr || relay->is_parents()) current = relay = new Relay;
  return *relay;
}

Relay::Relay() : owner_(getpid()), context_(1), work_(context_.get_executor()) {
  // Signals are for the program's own threads.
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  std::thread thread([this] {
    pthread_setname_np(pthread_self(), "gtest-redis-gate");
    context_.run();
  });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  thread.detach();
}

}  // namespace gtest_redis
