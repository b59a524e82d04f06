#include "cli/run_progress.h"

#include <unistd.h>

#include <cstdio>
#include <iostream>

#include "cli/table.h"

namespace gtest_redis {
namespace {

constexpr char kClearLine[] = "\r\x1b[K";

std::string Named(const std::string& state, int round) {
  return state + (round > 1 ? " (round " + std::to_string(round) + ")" : "");
}

std::string Seconds(std::chrono::microseconds time) {
  char text[32];
  std::snprintf(text, sizeof(text), "%.2f s", std::chrono::duration<double>(time).count());
  return text;
}

// What became of a state, in one line.
std::string Outcome(const StateReport& report) {
  const std::string outcome = ToString(report.outcome());
  const auto first_line = [](const std::string& text) { return text.substr(0, text.find('\n')); };
  if (!report.skipped.empty()) return outcome + ": " + first_line(report.skipped);
  if (!report.error.empty()) return outcome + ": " + first_line(report.error);
  const std::size_t findings = report.Findings().size();
  std::string text = outcome;
  if (findings > 0)
    text += ", " + std::to_string(findings) + (findings > 1 ? " findings" : " finding");
  return text + " (" + Seconds(report.duration) + ")";
}

}  // namespace

RunProgress::RunProgress(bool quiet, int total)
    : quiet_(quiet), total_(total), terminal_(isatty(STDERR_FILENO) == 1) {}

std::string RunProgress::Count() const {
  return "[" + std::to_string(done_) + "/" + std::to_string(total_) + "] ";
}

void RunProgress::Begin(const std::string& state, int round) {
  if (quiet_ || !terminal_) return;
  std::string line = Count() + Named(state, round);
  if (failed_ > 0) line += ", " + std::to_string(failed_) + " failed";
  const std::size_t width = TerminalWidth(STDERR_FILENO);
  // One that is broken by the terminal could not be rewritten.
  if (width > 0 && line.size() >= width) line.resize(width - 1);
  std::cerr << kClearLine << line << std::flush;
}

void RunProgress::End(const StateReport& report) {
  ++done_;
  if (report.outcome() == ReportOutcome::kFailed) ++failed_;
  if (quiet_ || terminal_) return;
  std::cerr << Count() << Named(report.name, report.round) << ": " << Outcome(report) << "\n";
}

void RunProgress::Clear() const {
  if (!quiet_ && terminal_) std::cerr << kClearLine << std::flush;
}

}  // namespace gtest_redis
