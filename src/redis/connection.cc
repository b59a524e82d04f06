#include "gtest_redis/redis/connection.h"

#include <fcntl.h>
#include <hiredis/hiredis.h>
#include <poll.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

#include "redis/tls.h"

namespace gtest_redis {
namespace {

struct ContextDeleter {
  void operator()(redisContext* context) const { redisFree(context); }
};
struct ReplyDeleter {
  void operator()(redisReply* reply) const { freeReplyObject(reply); }
};
using Context = std::unique_ptr<redisContext, ContextDeleter>;
using RawReply = std::unique_ptr<redisReply, ReplyDeleter>;

// A reply that has more is none of a Redis that a test could have.
constexpr std::size_t kMostElements = 1 << 24;

redisReplyObjectFunctions* hiredis_functions = nullptr;

// hiredis makes room for all elements that a reply announces, before any of them has come: garbage
// would cost 16 GB and seconds. The number's type depends on its version.
template <typename Number>
void* CreateArray(const redisReadTask* task, Number elements) {
  if (static_cast<std::size_t>(elements) > kMostElements) return nullptr;
  return hiredis_functions->createArray(task, elements);
}

void LimitReplies(redisReader* reader) {
  static redisReplyObjectFunctions limited = [reader] {
    hiredis_functions = reader->fn;
    redisReplyObjectFunctions functions = *reader->fn;
    functions.createArray = CreateArray;
    return functions;
  }();
  reader->fn = &limited;
}

void IgnoreSigpipe() {
  static const bool once = [] {
    struct sigaction current = {};
    sigaction(SIGPIPE, nullptr, &current);
    if (current.sa_handler == SIG_DFL) std::signal(SIGPIPE, SIG_IGN);
    return true;
  }();
  static_cast<void>(once);
}

// At least 1 ms: the kernel takes zero for "without end".
timeval ToTimeval(std::chrono::milliseconds time) {
  time = std::max(time, std::chrono::milliseconds(1));
  return {static_cast<time_t>(time.count() / 1000),
          static_cast<suseconds_t>(time.count() % 1000 * 1000)};
}

Reply ToReply(const redisReply& raw) {
  switch (raw.type) {
    case REDIS_REPLY_NIL:
      return {};
    case REDIS_REPLY_INTEGER:
      return Reply::Integer(raw.integer);
    case REDIS_REPLY_STATUS:
      return Reply::Status({raw.str, raw.len});
    case REDIS_REPLY_ERROR:
      return Reply::ErrorReply({raw.str, raw.len});
    default:
      break;
  }
  // An array, or a RESP3 map, set or push of hiredis 1.x; its other new types carry text.
  if (raw.element == nullptr && raw.elements == 0 && raw.str != nullptr) {
    return Reply::String({raw.str, raw.len});
  }
  std::vector<Reply> elements;
  elements.reserve(raw.elements);
  for (std::size_t i = 0; i < raw.elements; ++i) elements.push_back(ToReply(*raw.element[i]));
  return Reply::Array(std::move(elements));
}

}  // namespace

class Connection::Impl {
 public:
  Impl(const Url& url, const ConnectOptions& options)
      : url_(url), command_timeout_(options.connect_timeout) {
    IgnoreSigpipe();
    Open(options);
    if (!url.password.empty()) {
      Greet(url.user.empty() ? std::vector<std::string>{"AUTH", url.password}
                             : std::vector<std::string>{"AUTH", url.user, url.password});
    }
    if (url.database != 0) Greet({"SELECT", std::to_string(url.database)});
    SetCommandTimeout(options.command_timeout);
  }

  int descriptor() const {
    const bool shared = url_.scheme != Url::Scheme::kRediss && context_->err == 0;
    return shared ? context_->fd : -1;
  }

  void SetCommandTimeout(std::chrono::milliseconds timeout) {
    if (timeout == command_timeout_) return;
    command_timeout_ = timeout;
    redisSetTimeout(context_.get(), ToTimeval(timeout));
  }

  std::vector<Reply> Run(const std::vector<std::vector<std::string>>& commands) {
    // Before any of them waits in hiredis's buffer: it would go out with the next command.
    for (const auto& command : commands) Check(command);
    for (const auto& command : commands) Append(command);
    std::vector<Reply> replies;
    replies.reserve(commands.size());
    for (const auto& command : commands) replies.push_back(Receive(command));
    return replies;
  }

  Reply Run(const std::vector<std::string>& command) {
    Check(command);
    Append(command);
    return Receive(command);
  }

  bool alive() const {
    if (context_->err != 0) return false;
    // Not POLLIN: TLS sends session tickets, which are read with the next reply.
    pollfd socket = {context_->fd, POLLRDHUP, 0};
    return poll(&socket, 1, 0) == 0;
  }

  Url url_;
  std::function<void(const std::vector<std::string>&)> check_;

 private:
  void Open(const ConnectOptions& options) {
    const timeval timeout = ToTimeval(options.connect_timeout);
    if (url_.scheme == Url::Scheme::kUnix) {
      // hiredis 0.14 cuts a longer path off without a word.
      if (url_.socket.size() >= sizeof(sockaddr_un::sun_path)) {
        throw ConnectionError("cannot connect to redis at '" + url_.Redacted() +
                              "': the path of a unix socket has at most " +
                              std::to_string(sizeof(sockaddr_un::sun_path) - 1) + " bytes");
      }
      context_.reset(redisConnectUnixWithTimeout(url_.socket.c_str(), timeout));
    } else {
      context_.reset(redisConnectWithTimeout(url_.host.c_str(), url_.port, timeout));
    }
    if (context_ == nullptr) throw ConnectionError("cannot connect to redis: out of memory");
    if (context_->err != 0) Fail("cannot connect to");
    fcntl(context_->fd, F_SETFD, FD_CLOEXEC);
    LimitReplies(context_->reader);
    redisSetTimeout(context_.get(), timeout);
    if (url_.scheme == Url::Scheme::kRediss) StartTls(context_.get(), url_);
  }

  void Greet(const std::vector<std::string>& command) {
    Append(command);
    const Reply reply = Receive(command);
    if (!reply.is_error()) return;
    const bool auth = command.front() == "AUTH";
    throw ConnectionError("redis at '" + url_.Redacted() + "' refuses " +
                          (auth ? "the user or password" : "database '" + command[1] + "'") +
                          " of the url: " + reply.error_message());
  }

  void Check(const std::vector<std::string>& command) const {
    if (command.empty()) throw Error("cannot send an empty command");
    if (check_) check_(command);
  }

  void Append(const std::vector<std::string>& command) {
    if (!broken_.empty()) {
      throw ConnectionError("cannot send '" + command.front() + "' to redis at '" +
                            url_.Redacted() + "': this connection broke before (" + broken_ +
                            "); make a new one");
    }
    std::vector<const char*> arguments;
    std::vector<std::size_t> lengths;
    arguments.reserve(command.size());
    lengths.reserve(command.size());
    for (const std::string& argument : command) {
      arguments.push_back(argument.data());
      lengths.push_back(argument.size());
    }
    if (redisAppendCommandArgv(context_.get(), static_cast<int>(command.size()), arguments.data(),
                               lengths.data()) != REDIS_OK) {
      Fail("cannot send '" + command.front() + "' to");
    }
  }

  Reply Receive(const std::vector<std::string>& command) {
    void* raw = nullptr;
    errno = 0;
    if (redisGetReply(context_.get(), &raw) != REDIS_OK) {
      Fail("no reply to '" + command.front() + "' from");
    }
    return ToReply(*RawReply(static_cast<redisReply*>(raw)));
  }

  [[noreturn]] void Fail(const std::string& what) {
    // hiredis says "Resource temporarily unavailable" for a receive timeout before 1.0, "recv
    // timeout" since.
    const bool timed_out =
        (context_->err == REDIS_ERR_IO && (errno == EAGAIN || errno == EWOULDBLOCK)) ||
        std::strstr(context_->errstr, "imeout") != nullptr ||
        std::strstr(context_->errstr, "timed out") != nullptr;
    broken_ = timed_out ? "nothing came within " + std::to_string(command_timeout_.count()) + " ms"
                        : std::string(context_->errstr);
    throw ConnectionError(what + " redis at '" + url_.Redacted() + "': " + broken_);
  }

  Context context_;
  std::chrono::milliseconds command_timeout_;
  std::string broken_;  // Why no call can succeed any more; empty while it stands.
};

Connection::Connection(const Url& url, const ConnectOptions& options)
    : impl_(std::make_unique<Impl>(url, options)) {}

Connection::Connection(std::string_view url, const ConnectOptions& options)
    : Connection(Url::Parse(url), options) {}

Connection::~Connection() = default;
Connection::Connection(Connection&& other) noexcept = default;
Connection& Connection::operator=(Connection&& other) noexcept = default;

Reply Connection::Execute(const std::vector<std::string>& command) { return impl_->Run(command); }

std::vector<Reply> Connection::Pipeline(const std::vector<std::vector<std::string>>& commands) {
  return impl_->Run(commands);
}

void Connection::Select(int database) {
  const Reply reply = Command("SELECT", database);
  if (reply.is_error()) {
    throw Error("redis at '" + url().Redacted() + "' refuses database '" +
                std::to_string(database) + "': " + reply.error_message());
  }
  impl_->url_.database = database;
}

bool Connection::alive() const { return impl_->alive(); }

void Connection::SetCommandTimeout(std::chrono::milliseconds timeout) {
  impl_->SetCommandTimeout(timeout);
}

void Connection::SetCheck(std::function<void(const std::vector<std::string>&)> check) {
  impl_->check_ = std::move(check);
}

int Connection::descriptor() const { return impl_->descriptor(); }

const Url& Connection::url() const { return impl_->url_; }

std::string Connection::Argument(double number) {
  char text[32];
  return {text, static_cast<std::size_t>(std::snprintf(text, sizeof(text), "%.17g", number))};
}

}  // namespace gtest_redis
