#include "contract/body_file.h"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <system_error>

#include "process/printable.h"
#include "process/system_error.h"

namespace gtest_redis {
namespace {

namespace fs = std::filesystem;

}  // namespace

std::string ReadBodyFile(const std::string& folder, const std::string& path, std::string* mistake) {
  const fs::path file = fs::path(folder) / path;
  const std::string tried =
      "cannot read '" + Printable(file.lexically_normal().string(), 200) + "'";
  std::error_code error;
  const fs::file_status status = fs::status(file, error);
  if (status.type() == fs::file_type::not_found) {
    *mistake = tried + ": there is no such file";
  } else if (error) {
    *mistake = tried + ": " + error.message();
  } else if (status.type() != fs::file_type::regular) {
    *mistake = tried + ": it is no file";  // A device might never end.
  }
  if (!mistake->empty()) return "";
  std::ifstream in(file, std::ios::binary);
  std::ostringstream content;
  if (in && in.peek() != std::ifstream::traits_type::eof()) content << in.rdbuf();
  if (!in.is_open() || in.bad()) *mistake = tried + ": " + std::generic_category().message(errno);
  return content.str();
}

std::string FolderOf(const std::string& path) {
  const std::string folder = fs::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

std::string AbsoluteFrom(const std::string& folder, const std::string& path) {
  std::error_code error;
  const fs::path base = fs::absolute(folder, error);
  return (error ? fs::path(folder) / path : base / path).lexically_normal().string();
}

}  // namespace gtest_redis
