#include "redis/tls.h"

#include "gtest_redis/redis/error.h"
#include "gtest_redis/redis/url.h"

#ifdef GTEST_REDIS_WITH_TLS
#include <hiredis/hiredis.h>
#include <hiredis/hiredis_ssl.h>

#include <cstdlib>
#include <memory>
#endif

namespace gtest_redis {

#ifdef GTEST_REDIS_WITH_TLS

namespace {

struct SslContextDeleter {
  void operator()(redisSSLContext* context) const { redisFreeSSLContext(context); }
};

}  // namespace

void StartTls(redisContext* context, const Url& url) {
  static const int once = redisInitOpenSSL();
  static_cast<void>(once);
  // The variables of OpenSSL itself: no option of ours for what has a name already.
  const char* file = std::getenv("SSL_CERT_FILE");
  const char* directory = std::getenv("SSL_CERT_DIR");
  if (file == nullptr && directory == nullptr) directory = "/etc/ssl/certs";
  redisSSLContextError error = REDIS_SSL_CTX_NONE;
  const std::unique_ptr<redisSSLContext, SslContextDeleter> tls(
      redisCreateSSLContext(file, directory, nullptr, nullptr, url.host.c_str(), &error));
  if (tls == nullptr) {
    throw ConnectionError("cannot prepare TLS for '" + url.Redacted() +
                          "': " + redisSSLContextGetError(error));
  }
  if (redisInitiateSSLWithContext(context, tls.get()) != REDIS_OK) {
    throw ConnectionError("no TLS with redis at '" + url.Redacted() + "': " + context->errstr +
                          "; SSL_CERT_FILE names the certificates to trust");
  }
}

#else

void StartTls(redisContext* /*context*/, const Url& url) {
  throw ConnectionError("cannot connect to redis at '" + url.Redacted() +
                        "': gtest_redis was built without TLS, because hiredis has none here; "
                        "hiredis 1.0 or newer with libhiredis_ssl brings it");
}

#endif

}  // namespace gtest_redis
