#pragma once

struct redisContext;

namespace gtest_redis {

struct Url;

/// Turns a connected context into a TLS one. Throws ConnectionError when the handshake fails, and
/// where this library was built without TLS.
void StartTls(redisContext* context, const Url& url);

}  // namespace gtest_redis
