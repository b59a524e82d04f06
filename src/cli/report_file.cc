#include "cli/report_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <utility>

#include "cli/exit_code.h"
#include "process/system_error.h"

namespace gtest_redis {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void Refuse(const std::string& flag, const std::string& path,
                         const std::string& reason) {
  throw UsageError("cannot write '" + path + "', which " + flag + " names: " + reason +
                   "; nothing was run");
}

}  // namespace

ReportFile::ReportFile(const std::string& flag, const std::string& path, Writer writer)
    : flag_(flag), path_(path), writer_(std::move(writer)) {
  std::error_code error;
  if (fs::is_directory(path, error)) Refuse(flag, path, "it is a directory");
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (file >= 0) {
    only_tried_ = true;
    close(file);
    return;
  }
  if (errno != EEXIST || access(path.c_str(), W_OK) != 0) Refuse(flag, path, ErrnoText(errno));
}

ReportFile::ReportFile(ReportFile&& other) noexcept
    : flag_(std::move(other.flag_)),
      path_(std::move(other.path_)),
      writer_(std::move(other.writer_)),
      only_tried_(std::exchange(other.only_tried_, false)) {}

ReportFile::~ReportFile() {
  if (only_tried_) unlink(path_.c_str());
}

void ReportFile::Write(const RunReport& report) {
  std::ofstream out(path_, std::ios::binary);
  writer_(out, report);
  out.close();
  if (!out)
    throw Error("cannot write '" + path_ + "', which " + flag_ + " names: " + ErrnoText(errno));
  only_tried_ = false;
}

void TryDirectory(const std::string& flag, const std::string& path) {
  // What is missing of it can be made where the nearest directory that there is can be written.
  fs::path directory = fs::absolute(path);
  std::error_code error;
  while (!fs::exists(directory, error) && directory.has_relative_path()) {
    directory = directory.parent_path();
  }
  if (!fs::is_directory(directory, error)) {
    Refuse(flag, path, "'" + directory.string() + "' is no directory");
  }
  std::string trial = directory / ".gtest-redis-XXXXXX";
  if (mkdtemp(trial.data()) == nullptr) Refuse(flag, path, ErrnoText(errno));
  rmdir(trial.c_str());
}

}  // namespace gtest_redis
