#include "redis/tls.h"

#include "gtest_redis/redis/error.h"
#include "gtest_redis/redis/url.h"

#ifdef GTEST_REDIS_WITH_TLS
#include <hiredis/hiredis.h>
#include <hiredis/hiredis_ssl.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>
#include <utility>
#endif

namespace gtest_redis {

#ifdef GTEST_REDIS_WITH_TLS

namespace {

struct SslDeleter {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(SSL* ssl) const { SSL_free(ssl); }
};

// OpenSSL's own places for trusted certificates, and so its own variables SSL_CERT_FILE and
// SSL_CERT_DIR. hiredis's redisCreateSSLContext would not compare the certificate with the host.
std::unique_ptr<SSL, SslDeleter> MakeSsl(const std::string& host) {
  const std::unique_ptr<SSL_CTX, SslDeleter> context(SSL_CTX_new(TLS_client_method()));
  if (context == nullptr || SSL_CTX_set_default_verify_paths(context.get()) != 1) return nullptr;
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  std::unique_ptr<SSL, SslDeleter> ssl(SSL_new(context.get()));
  if (ssl == nullptr) return nullptr;
  if (X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl.get()), host.c_str()) == 1) return ssl;
  // What the macro SSL_set_tlsext_host_name is, without its old-style cast.
  const bool named = SSL_set1_host(ssl.get(), host.c_str()) == 1 &&
                     SSL_ctrl(ssl.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                              const_cast<char*>(host.c_str())) == 1;
  return named ? std::move(ssl) : nullptr;
}

std::string WhyNot(const SSL* ssl, const std::string& hiredis_says) {
  const long verified = SSL_get_verify_result(ssl);
  if (verified != X509_V_OK) {
    return std::string("its certificate is not accepted: ") +
           X509_verify_cert_error_string(verified) +
           "; SSL_CERT_FILE names a file of certificates to trust";
  }
  if (SSL_want_read(ssl)) {
    return "the server did not answer the handshake; does this port speak TLS?";
  }
  return hiredis_says + "; does this port speak TLS?";
}

}  // namespace

void StartTls(redisContext* context, const Url& url) {
  std::unique_ptr<SSL, SslDeleter> ssl = MakeSsl(url.host);
  if (ssl == nullptr) throw ConnectionError("cannot prepare TLS for '" + url.Redacted() + "'");
  if (redisInitiateSSL(context, ssl.get()) != REDIS_OK) {
    throw ConnectionError("no TLS with redis at '" + url.Redacted() +
                          "': " + WhyNot(ssl.get(), context->errstr));
  }
  static_cast<void>(ssl.release());  // The context frees it.
}

#else

void StartTls(redisContext* /*context*/, const Url& url) {
  throw ConnectionError("cannot connect to redis at '" + url.Redacted() +
                        "': gtest_redis was built without TLS, because hiredis has none here; "
                        "hiredis 1.0 or newer with libhiredis_ssl brings it");
}

#endif

}  // namespace gtest_redis
