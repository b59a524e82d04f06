#pragma once

#include <functional>
#include <map>
#include <mutex>
#include <utility>

namespace gtest_redis {

/// What those who stand before a server (gates) have to know of it.
enum class News {
  kUp,      ///< It was started, and takes connections.
  kDown,    ///< It has ended.
  kMarked,  ///< Refusals are counted from now on.
  kAsked,   ///< The test had it do something: CLIENT KILL, say.
};

/// Tells them. There is one for a program. Any thread.
class Doors {
 public:
  using Watcher = std::function<void(News)>;

  static Doors& Get() {
    static auto* const doors = new Doors;
    return *doors;
  }

  /// Has `watcher` called about the server of that RedisServer::id() until Forget() was called with
  /// the number that is returned. It must call none of these.
  int Watch(const void* server, Watcher watcher) {
    const std::lock_guard lock(mutex_);
    watchers_[++last_] = {server, std::move(watcher)};
    return last_;
  }
  void Forget(int number) {
    const std::lock_guard lock(mutex_);
    watchers_.erase(number);
  }
  /// Returns when all know it.
  void Tell(const void* server, News news) {
    const std::lock_guard lock(mutex_);
    for (const auto& [number, watcher] : watchers_) {
      if (watcher.first == server) watcher.second(news);
    }
  }

 private:
  std::mutex mutex_;
  int last_ = 0;
  std::map<int, std::pair<const void*, Watcher>> watchers_;
};

}  // namespace gtest_redis
