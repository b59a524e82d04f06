#include "gtest_redis/service/service.h"

#include "service/service_process.h"

namespace gtest_redis {
namespace {

// What an inert service answers.
HttpResponse NotStarted(const HttpRequest& /*request*/) {
  HttpResponse response;
  response.failure = HttpFailure::kRefused;
  response.error = "no answer: the service was not started";
  return response;
}

// Does something, so that only ServiceError is thrown.
template <typename Function>
auto WithServiceErrors(const Function& function) {
  try {
    return function();
  } catch (const ServiceError&) {
    throw;
  } catch (const Error& error) {
    throw ServiceError(error.what());
  }
}

}  // namespace

class Service::Impl {
 public:
  explicit Impl(const std::string& url, const ServiceOptions& options)
      : client_(url, options.request_timeout) {}
  Impl(std::shared_ptr<ServiceProcess> process, const ServiceOptions& options)
      : client_(process->url(), options.request_timeout), process_(std::move(process)) {
    process_->WaitUntilReady(client_);
  }
  ~Impl() {
    client_.HangUp();
    if (process_ != nullptr) process_->End();
  }

  HttpResponse Request(const HttpRequest& request) {
    HttpResponse response = client_.Request(request);
    if (process_ != nullptr) {
      const bool broke =
          response.failure == HttpFailure::kClosed || response.failure == HttpFailure::kRefused;
      response.diagnosis = [process = process_, broke] { return process->Diagnose(broke); };
    }
    return response;
  }

  void Restart() {
    if (process_ == nullptr)
      throw ServiceError("a service that somebody else runs cannot be restarted");
    client_.HangUp();
    process_->Restart();
    process_->WaitUntilReady(client_);
  }

  HttpClient& client() { return client_; }
  /// Null for Service::At.
  ServiceProcess* process() { return process_.get(); }

 private:
  HttpClient client_;
  std::shared_ptr<ServiceProcess> process_;
};

Service Service::Start(RedisServer& server, const std::vector<std::string>& command,
                       const ServiceOptions& options) {
  return WithServiceErrors([&] {
    auto process = std::make_shared<ServiceProcess>(server, command, options);
    return Service(std::make_unique<Impl>(std::move(process), options));
  });
}

Service Service::At(const std::string& url, const ServiceOptions& options) {
  return Service(std::make_unique<Impl>(url, options));
}

Service::Service() = default;
Service::Service(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Service::~Service() = default;
Service::Service(Service&& other) noexcept = default;
Service& Service::operator=(Service&& other) noexcept = default;

HttpResponse Service::Get(const std::string& target, const HttpHeaders& headers) {
  return Request({"GET", target, headers, ""});
}

HttpResponse Service::Post(const std::string& target, const std::string& body,
                           const HttpHeaders& headers) {
  return Request({"POST", target, headers, body});
}

HttpResponse Service::Put(const std::string& target, const std::string& body,
                          const HttpHeaders& headers) {
  return Request({"PUT", target, headers, body});
}

HttpResponse Service::Patch(const std::string& target, const std::string& body,
                            const HttpHeaders& headers) {
  return Request({"PATCH", target, headers, body});
}

HttpResponse Service::Delete(const std::string& target, const HttpHeaders& headers) {
  return Request({"DELETE", target, headers, ""});
}

HttpResponse Service::Request(const HttpRequest& request) {
  return impl_ == nullptr ? NotStarted(request) : impl_->Request(request);
}

LoadResult Service::Load(const LoadPlan& plan) { return StartLoad(plan).AwaitEnd(); }

LoadRun Service::StartLoad(const LoadPlan& plan) {
  return impl_ == nullptr ? LoadRun(plan, NotStarted) : impl_->client().StartLoad(plan);
}

std::string Service::url() const { return impl_ == nullptr ? "" : impl_->client().url(); }

int Service::pid() const {
  return impl_ == nullptr || impl_->process() == nullptr ? -1 : impl_->process()->pid();
}

bool Service::running() {
  return impl_ != nullptr && (impl_->process() == nullptr || impl_->process()->running());
}

std::string Service::exit_reason() {
  return impl_ == nullptr || impl_->process() == nullptr ? "" : impl_->process()->exit_reason();
}

std::string Service::Log(std::size_t bytes) const {
  return impl_ == nullptr || impl_->process() == nullptr ? "" : impl_->process()->Log(bytes);
}

void Service::Stop() {
  if (impl_ == nullptr || impl_->process() == nullptr) return;
  impl_->client().HangUp();
  impl_->process()->Stop();
}

void Service::Restart() {
  if (impl_ == nullptr) throw ServiceError("a service that was not started cannot be restarted");
  WithServiceErrors([this] { impl_->Restart(); });
}

Gate* Service::gate() {
  return impl_ == nullptr || impl_->process() == nullptr ? nullptr : impl_->process()->gate();
}

}  // namespace gtest_redis
