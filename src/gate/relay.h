#pragma once

#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <future>
#include <thread>
#include <utility>

namespace gtest_redis {

/// The thread on which all gates of this program work, started on first use, and its event loop. It
/// is never ended: at the end of the program it touches nothing that is destroyed then. A fork of
/// the program (a death test) shares the loop's descriptors but has no such thread: it gets a relay
/// of its own, and must leave the one of its parent alone.
class Relay {
 public:
  static Relay& Get();

  boost::asio::io_context& context() { return context_; }
  /// Whether it is one of a fork's parent.
  bool is_parents() const { return owner_ != getpid(); }

  /// Does something on the relay thread, and returns when it is done. Throws what it throws. Does
  /// nothing in a fork of the program that has it. Not on the relay thread.
  template <typename Function>
  void Run(Function function) {
    if (is_parents()) return;
    std::packaged_task<void()> task(std::move(function));
    std::future<void> done = task.get_future();
    boost::asio::post(context_, [&task] { task(); });
    done.get();
  }

 private:
  Relay();

  const pid_t owner_;
  boost::asio::io_context context_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
};

}  // namespace gtest_redis
