#pragma once

#include <string>
#include <vector>

namespace gtest_redis {

// Contracts of the alert gateway, as texts of their files.

/// One with these requests, "new_signal", "again" and "liveness", which the gateway keeps:
/// "healthy", "out-of-memory", "read-only". `more` are further states, as in the file.
std::string SoundContract(const std::string& more = "");
/// One with "full", a state in which the gateway does not do what is asked of it, between
/// "healthy" and "after".
std::string BrokenContract();
/// One whose only state takes about a minute.
std::string LongContract();
/// One with the state "healthy", and this as its members "service" and "redis".
std::string ContractWith(const std::string& service, const std::string& redis = "{}");

/// The gateway's command, as it stands in a file.
std::string GatewayCommand();

}  // namespace gtest_redis
