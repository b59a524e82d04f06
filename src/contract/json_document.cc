#include "contract/json_document.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "contract/json_cursor.h"
#include "process/printable.h"

namespace gtest_redis {
namespace {

constexpr std::size_t kMostNested = 64;

bool Has(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

// What the parser expected, in plain words.
std::string Wanted(const std::string& complaint) {
  const auto at = complaint.rfind("; expected ");
  const std::string word = at == std::string::npos ? "" : complaint.substr(at + 11);
  for (const auto& [theirs, ours] :
       {std::pair("string literal", "a member's name in double quotes"), std::pair("':'", "a ':'"),
        std::pair("'}'", "a ',' or a '}'"), std::pair("']'", "a ',' or a ']'"),
        std::pair("end of input", "nothing more")}) {
    if (word == theirs) return ours;
  }
  return "a value";
}

// What the parser says is wrong, without what it has read, which may be anything.
std::string Problem(const std::string& complaint) {
  const auto begin = complaint.find(" - ");
  if (begin == std::string::npos) return "";
  return complaint.substr(begin + 3, complaint.find("; last read") - begin - 3);
}

// Builds the tree while the parser reads. The cursor follows it, because the parser does not say
// where the things that it reports begin.
class TreeBuilder : public nlohmann::json_sax<nlohmann::json> {
 public:
  TreeBuilder(std::string_view text, ContractFaults& faults)
      : text_(text), faults_(faults), cursor_(text) {}

  std::unique_ptr<JsonNode> Take() { return std::move(root_); }

  bool null() override { return Add(nullptr); }
  bool boolean(bool value) override { return Add(value); }
  bool number_integer(number_integer_t value) override { return Add(value); }
  bool number_unsigned(number_unsigned_t value) override { return Add(value); }
  bool number_float(number_float_t value, const string_t& /*token*/) override { return Add(value); }
  bool string(string_t& value) override { return Add(std::move(value)); }
  bool binary(binary_t& /*value*/) override { return false; }  // JSON has none.
  bool start_object(std::size_t /*size*/) override { return Open(nlohmann::json::object()); }
  bool end_object() override { return Close(); }
  bool start_array(std::size_t /*size*/) override { return Open(nlohmann::json::array()); }
  bool end_array() override { return Close(); }

  bool key(string_t& name) override {
    cursor_.SkipSeparators();
    name_offset_ = cursor_.at();
    name_ = std::move(name);
    cursor_.SkipToken();
    return true;
  }

  bool parse_error(std::size_t position, const std::string& /*token*/,
                   const nlohmann::json::exception& error) override {
    const std::string complaint = error.what();
    const std::string problem = Problem(complaint);
    constexpr std::string_view kInvalidText = "invalid string: ";
    FindToken(position);
    if (error.id == 406) return Fail(cursor_.at(), Found() + " is too large a number");
    if (Has(problem, "missing closing quote") || Has(problem, "(LF)") || Has(problem, "(CR)")) {
      return Fail(cursor_.at(), "this text has no closing quote on its line");
    }
    if (Has(problem, "missing closing '*/'")) {
      return Fail(cursor_.at(), "this comment has no end");
    }
    if (problem.rfind(kInvalidText, 0) == 0) {
      return Fail(std::min(position - 1, text_.size()),
                  "this cannot stand in a text: " + problem.substr(kInvalidText.size()));
    }
    if (problem.rfind("invalid number;", 0) == 0) {
      return Fail(cursor_.at(), Found() + " is no number");
    }
    const std::string message = "expected " + Wanted(complaint) + ", found " + Found();
    return Fail(cursor_.at(), message + Hint());
  }

 private:
  bool Add(nlohmann::json value) { return Append(std::move(value)) != nullptr; }

  JsonNode* Append(nlohmann::json value) {
    cursor_.SkipSeparators();
    auto node = std::make_unique<JsonNode>(std::move(value));
    JsonNode* const added = node.get();
    added->offset = cursor_.at();
    added->name_offset = added->offset;
    cursor_.SkipToken();
    if (open_.empty()) {
      root_ = std::move(node);
      return added;
    }
    JsonNode& parent = *open_.back();
    added->parent = &parent;
    if (parent.value.is_array()) {
      added->name = std::to_string(parent.children.size());
      parent.Add(std::move(node));
      return added;
    }
    added->name = std::exchange(name_, "");
    added->name_offset = name_offset_;
    const JsonNode* const first = parent.Find(added->name);
    if (first == nullptr) {
      parent.Add(std::move(node));
    } else {
      faults_.AddName(*added, "'" + Printable(added->name, 60) +
                                  "' is here twice; the first is in line " +
                                  std::to_string(faults_.LineOf(first->name_offset)));
      doubles_.push_back(std::move(node));  // What is in it is still read.
    }
    return added;
  }

  bool Open(nlohmann::json value) {
    JsonNode* const node = Append(std::move(value));
    if (open_.size() == kMostNested) {
      return Fail(node->offset,
                  "this is nested deeper than " + std::to_string(kMostNested) + " levels");
    }
    open_.push_back(node);
    return true;
  }

  bool Close() {
    cursor_.SkipSeparators();
    cursor_.SkipToken();
    open_.pop_back();
    return true;
  }

  // To the token that the parser complains of, which has `position` bytes up to and with its end.
  void FindToken(std::size_t position) {
    // Of "01" the parser has taken the zero.
    if (cursor_.at() >= position) cursor_ = JsonCursor(text_, position - 1);
    cursor_.SkipBlanks();
    while (!cursor_.at_end() && (text_[cursor_.at()] == ',' || text_[cursor_.at()] == ':') &&
           cursor_.at() + 1 < position) {
      comma_ = text_[cursor_.at()] == ',';
      cursor_.SkipToken();
      cursor_.SkipBlanks();
    }
  }

  std::string Found() const {
    if (cursor_.at_end()) return "the end of the file";
    JsonCursor end = cursor_;
    end.SkipToken();
    const std::string_view token = text_.substr(cursor_.at(), end.at() - cursor_.at());
    for (const char c : token) {
      // It may be anything, and messages are UTF-8.
      if (static_cast<unsigned char>(c) >= 0x80) return "something that is not JSON";
    }
    return "'" + Printable(token, 40) + "'";
  }

  std::string Hint() const {
    if (cursor_.at_end()) return "";
    const char first = text_[cursor_.at()];
    if (comma_ && (first == '}' || first == ']')) return "; the comma before it is one too many";
    return first == '\'' ? "; texts and names stand in double quotes" : "";
  }

  bool Fail(std::size_t offset, const std::string& message) {
    faults_.Add(offset, open_.empty() ? "" : open_.back()->Pointer(), message);
    root_ = nullptr;
    return false;
  }

  std::string_view text_;
  ContractFaults& faults_;
  JsonCursor cursor_;
  std::unique_ptr<JsonNode> root_;
  std::vector<std::unique_ptr<JsonNode>> doubles_;
  std::vector<JsonNode*> open_;
  std::string name_;  // Of the member that is read.
  std::size_t name_offset_ = 0;
  bool comma_ = false;  // Whether the token that is complained of stands behind one.
};

}  // namespace

std::unique_ptr<JsonNode> ReadJson(std::string_view text, ContractFaults& faults) {
  // The parser takes a zero byte for the end of the text.
  if (const auto zero = text.find('\0'); zero != std::string_view::npos) {
    faults.Add(zero, "", "there is a zero byte here, which JSON does not have");
    return nullptr;
  }
  TreeBuilder builder(text, faults);
  nlohmann::json::sax_parse(text.begin(), text.end(), &builder,
                            nlohmann::json::input_format_t::json, /*strict=*/true,
                            /*ignore_comments=*/true);
  return builder.Take();
}

}  // namespace gtest_redis
