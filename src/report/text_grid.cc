#include "report/text_grid.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "report/text_layout.h"
#include "report/utf8.h"

namespace gtest_redis {
namespace {

constexpr std::size_t kGap = 2;  // Before each column; the mark stands in the first one.

std::u32string Spaces(std::size_t count) { return std::u32string(count, U' '); }

std::u32string Padded(const std::u32string& text, std::size_t width, bool to_the_right) {
  const std::u32string space = Spaces(width - std::min(width, text.size()));
  return to_the_right ? space + text : text + space;
}

std::size_t LongestWord(const std::u32string& text) {
  std::size_t longest = 0;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(U' ', at), text.size());
    longest = std::max(longest, end - at);
    at = end + 1;
  }
  return longest;
}

}  // namespace

TextGrid::TextGrid(const std::vector<std::string>& header) { Add(' ', header); }

void TextGrid::Add(char mark, const std::vector<std::string>& cells) {
  Row row{mark, {}, false};
  for (const std::string& cell : cells) row.cells.push_back(OneLine(cell));
  rows_.push_back(std::move(row));
}

void TextGrid::AddWide(char mark, const std::string& first, const std::string& second) {
  rows_.push_back({mark, {OneLine(first), OneLine(second)}, true});
}

// As wide as the widest cells. Where that is too much, the widest column that can be wrapped loses
// first, and then the one with the longest words.
std::vector<std::size_t> TextGrid::Fit(std::size_t width) const {
  std::vector<std::size_t> widths(rows_.front().cells.size());
  std::vector<std::size_t> words(widths.size());
  for (const Row& row : rows_) {
    const std::size_t cells = row.wide ? 1 : widths.size();
    for (std::size_t i = 0; i < cells; ++i) {
      widths[i] = std::max(widths[i], row.cells[i].size());
      words[i] = std::max(words[i], LongestWord(row.cells[i]));
    }
  }
  const std::size_t gaps = kGap * widths.size();
  std::size_t total = std::accumulate(widths.begin(), widths.end(), gaps);
  for (; total > width; --total) {
    std::size_t best = 0;
    for (std::size_t i = 1; i < widths.size(); ++i) {
      const auto order = [&](std::size_t column) {
        return std::make_pair(widths[column] > words[column], widths[column]);
      };
      if (order(i) > order(best)) best = i;
    }
    if (widths[best] == 1) break;
    --widths[best];
  }
  return widths;
}

void TextGrid::Print(std::ostream& out, std::size_t width) const {
  const std::vector<std::size_t> widths = Fit(width);
  for (const Row& row : rows_) {
    std::vector<std::vector<std::u32string>> cells;
    std::size_t height = 1;
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      const bool rest = row.wide && i == 1;
      const std::size_t before = 2 * kGap + widths[0];
      cells.push_back(Wrap(row.cells[i], rest ? width - std::min(before, width - 1) : widths[i]));
      height = std::max(height, cells.back().size());
    }
    for (std::size_t line = 0; line < height; ++line) {
      std::u32string text;
      for (std::size_t i = 0; i < cells.size(); ++i) {
        const bool is_last = i + 1 == widths.size();
        const std::u32string cell = line < cells[i].size() ? cells[i][line] : U"";
        text += Spaces(kGap) + Padded(cell, widths[i], is_last);
      }
      if (line == 0) text[0] = static_cast<unsigned char>(row.mark);
      std::replace(text.begin(), text.end(), U'\u00a0', U' ');
      text.erase(text.find_last_not_of(U' ') + 1);
      out << EncodeUtf8(text) << "\n";
    }
  }
}

}  // namespace gtest_redis
