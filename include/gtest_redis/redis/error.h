#pragma once

#include <stdexcept>
#include <string>

namespace gtest_redis {

/// The base of everything this library throws. What a server answers is never thrown: an error
/// reply is a Reply, an HTTP status is an HttpResponse. Thrown is what keeps a test from asking at
/// all. what() says what was tried, what happened, and what to do.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A Redis could not be reached, broke the connection, or did not answer within a deadline.
class ConnectionError : public Error {
 public:
  using Error::Error;
};

/// A URL that cannot be understood; what() names the part that is wrong.
class UrlError : public Error {
 public:
  using Error::Error;
};

/// A Reply was read as something it is not, for example an error as a string.
class ReplyTypeError : public Error {
 public:
  using Error::Error;
};

}  // namespace gtest_redis
