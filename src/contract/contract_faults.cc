#include "contract/contract_faults.h"

#include <algorithm>
#include <tuple>

#include "process/printable.h"
#include "state/nearest.h"

namespace gtest_redis {

ContractFaults::ContractFaults(std::string_view text) : line_starts_{0} {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') line_starts_.push_back(i + 1);
  }
}

int ContractFaults::LineOf(std::size_t offset) const {
  const auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  return static_cast<int>(after - line_starts_.begin());
}

void ContractFaults::Add(std::size_t offset, const std::string& pointer,
                         const std::string& message) {
  const int line = LineOf(offset);
  const std::size_t start = line_starts_[static_cast<std::size_t>(line - 1)];
  faults_.push_back({line, static_cast<int>(offset - start) + 1, pointer, message});
}

void ContractFaults::Add(const JsonNode& node, const std::string& message) {
  Add(node.offset, node.Pointer(), message);
}

void ContractFaults::AddName(const JsonNode& node, const std::string& message) {
  Add(node.name_offset, node.Pointer(), message);
}

void ContractFaults::Add(const std::string& message) { faults_.push_back({0, 0, "", message}); }

std::vector<ContractFault> ContractFaults::InOrder() const {
  std::vector<ContractFault> faults = faults_;
  std::stable_sort(faults.begin(), faults.end(), [](const auto& one, const auto& other) {
    return std::tie(one.line, one.column) < std::tie(other.line, other.column);
  });
  return faults;
}

std::string NoSuch(const std::string& what, const std::string& word,
                   const std::vector<std::string>& words) {
  // A word is far shorter; to compare a long one takes long.
  const std::string compared = word.substr(0, 100);
  return "there is no " + what + " '" + Printable(word, 60) + "'" +
         (words.empty() ? "" : "; did you mean '" + Nearest(compared, words) + "'?");
}

}  // namespace gtest_redis
