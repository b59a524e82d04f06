#pragma once

#include <functional>
#include <ostream>
#include <string>

#include "gtest_redis/report/run_report.h"

namespace gtest_redis {

/// A file that a report is to be written to. That it can be written is known before there is
/// anything to be written, and what it holds stays there until then. Move-only.
class ReportFile {
 public:
  using Writer = std::function<void(std::ostream& out, const RunReport& report)>;

  /// `flag` is what named it, for messages. Throws UsageError when it cannot be written.
  ReportFile(const std::string& flag, const std::string& path, Writer writer);
  /// Removes what was made to try it, if no report was written.
  ~ReportFile();
  ReportFile(ReportFile&& other) noexcept;
  ReportFile& operator=(ReportFile&& other) = delete;

  /// Throws Error when that fails.
  void Write(const RunReport& report);

 private:
  std::string flag_;
  std::string path_;
  Writer writer_;
  bool only_tried_ = false;
};

/// Throws UsageError unless `path` is a directory in which files can be made, or can be made
/// itself.
void TryDirectory(const std::string& flag, const std::string& path);

}  // namespace gtest_redis
