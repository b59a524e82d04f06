#pragma once

#include <cstddef>
#include <ostream>
#include <string>
#include <vector>

namespace gtest_redis {

/// Rows of cells in columns, fitted into a width: cells that are too wide are wrapped, their long
/// words shortened, kGlue in them printed as a space. The last column is aligned to the right.
class TextGrid {
 public:
  static constexpr char kGlue[] = "\u00a0";  ///< A space at which no line is broken.

  explicit TextGrid(const std::vector<std::string>& header);

  /// A row with a mark before it, or none (' ').
  void Add(char mark, const std::vector<std::string>& cells);
  /// A row of two cells, the second one over all columns but the first.
  void AddWide(char mark, const std::string& first, const std::string& second);

  /// No line is longer than `width`.
  void Print(std::ostream& out, std::size_t width) const;

 private:
  struct Row {
    char mark;
    std::vector<std::u32string> cells;
    bool wide;
  };

  std::vector<std::size_t> Fit(std::size_t width) const;

  std::vector<Row> rows_;
};

}  // namespace gtest_redis
