#include "engine/image_reference.h"

#include <regex>

#include "engine/engine_error.h"

namespace gtest_redis {

std::string ImageReference::CredentialKey() const {
  return registry == "docker.io" ? "https://index.docker.io/v1/" : registry;
}

ImageReference ImageReference::Parse(const std::string& text) {
  static const std::regex kName(
      "([a-z0-9._-]+(?:/[a-z0-9._-]+)*)(?::(\\w[\\w.-]{0,127}))?(?:@([a-z0-9]+:[0-9a-f]{32,}))?");
  ImageReference reference;
  std::string rest = text;
  // As Docker tells a registry from the first part of a path.
  const auto slash = rest.find('/');
  const std::string first = slash == std::string::npos ? "" : rest.substr(0, slash);
  if (first.find_first_of(".:") != std::string::npos || first == "localhost") {
    rest = rest.substr(slash + 1);
    const bool is_hub = first == "index.docker.io" || first == "registry-1.docker.io";
    reference.registry = is_hub ? "docker.io" : first;
  }
  std::smatch match;
  if (text.size() > 512 || !std::regex_match(rest, match, kName)) {
    throw EngineError("'" + text + "' is no name of an image: expected [REGISTRY/]NAME[:TAG], " +
                      "as in 'redis:7.4.1-bookworm', in lower case");
  }
  reference.repository = match[1];
  reference.tag = match[2];
  reference.digest = match[3];
  if (reference.tag.empty() && reference.digest.empty()) reference.tag = "latest";
  const bool is_official = reference.repository.find('/') == std::string::npos;
  if (reference.registry == "docker.io" && is_official) {
    reference.repository = "library/" + reference.repository;
  }
  return reference;
}

}  // namespace gtest_redis
