#pragma once

#include <string>

namespace gtest_redis {

/// What the file at `path`, seen from `folder`, holds. When it cannot be read, `mistake` says why,
/// and which path was tried.
std::string ReadBodyFile(const std::string& folder, const std::string& path, std::string* mistake);

/// The folder of the file at `path`, "." where it names none.
std::string FolderOf(const std::string& path);
/// `path`, seen from `folder`, as an absolute one.
std::string AbsoluteFrom(const std::string& folder, const std::string& path);

}  // namespace gtest_redis
