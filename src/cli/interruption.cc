#include "cli/interruption.h"

#include <pthread.h>

namespace gtest_redis {

Interruption::Interruption() {
  sigemptyset(&signals_);
  for (const int signal : {SIGINT, SIGTERM}) sigaddset(&signals_, signal);
  // `nohup` has it ignored, and a blocked one would come all the same.
  struct sigaction hangup {};
  if (sigaction(SIGHUP, nullptr, &hangup) == 0 && hangup.sa_handler != SIG_IGN) {
    sigaddset(&signals_, SIGHUP);
  }
  pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
  thread_ = std::thread([this] { Watch(); });
}

Interruption::~Interruption() {
  over_ = true;
  pthread_kill(thread_.native_handle(), SIGTERM);
  thread_.join();
}

void Interruption::AwaitCtrlC() {
  std::unique_lock lock(mutex_);
  waits_for_ctrl_c_ = true;
  changed_.wait(lock, [this] { return !waits_for_ctrl_c_ || requested(); });
  waits_for_ctrl_c_ = false;
}

void Interruption::Watch() {
  for (;;) {
    int signal = 0;
    if (sigwait(&signals_, &signal) != 0) continue;
    if (over_) return;
    Take(signal);
  }
}

void Interruption::Take(int signal) {
  const std::lock_guard lock(mutex_);
  if (requested()) {
    // Ends this program as if it had never been blocked.
    std::signal(signal, SIG_DFL);
    pthread_kill(pthread_self(), signal);
    pthread_sigmask(SIG_UNBLOCK, &signals_, nullptr);
  }
  if (waits_for_ctrl_c_ && signal == SIGINT) {
    waits_for_ctrl_c_ = false;
  } else {
    signal_ = signal;
  }
  changed_.notify_all();
}

}  // namespace gtest_redis
