#pragma once

#include <string>

#include "engine/engine.h"

namespace gtest_redis {

/// Why a container in the engine's host network may not be reached over this machine's loopback;
/// empty when it provably is. Asks the engine for what it is, and then for a proof that its
/// processes and this one are in one network namespace: the process behind its socket is in ours
/// (only root may look), or its default bridge is an interface of ours.
std::string WhyNotHostNetwork(const Engine& engine);

/// Whether an interface of this machine has the bridge's name, and an IPv4 address of its subnets.
bool InterfaceIn(const Engine::Bridge& bridge);

}  // namespace gtest_redis
