#include "report/xml_writer.h"

#include "report/utf8.h"

namespace gtest_redis {
namespace {

// Of XML 1.0; all of the control characters, though it can hold some: nobody can read them.
bool CanBeHeld(char32_t character) {
  if (character == '\t' || character == '\n' || character == '\r') return true;
  if (character < 0x20 || (character >= 0x7f && character < 0xa0)) return false;
  return character != 0xfffe && character != 0xffff;
}

// Line ends and tabs would be read as spaces where they stand as they are in an attribute.
std::string EscapeAttribute(std::string_view text) {
  std::string escaped;
  for (const char c : EscapeMarkup(text)) {
    const bool space = c == '\t' || c == '\n';
    escaped += space ? "&#" + std::to_string(int{c}) + ";" : std::string(1, c);
  }
  return escaped;
}

}  // namespace

std::string EscapeMarkup(std::string_view text) {
  std::u32string escaped;
  for (const char32_t character : DecodeUtf8(text)) {
    switch (character) {
      case '&':
        escaped += U"&amp;";
        break;
      case '<':
        escaped += U"&lt;";
        break;
      case '>':
        escaped += U"&gt;";
        break;
      case '"':
        escaped += U"&quot;";
        break;
      case '\'':
        escaped += U"&#39;";
        break;
      case '\r':  // It would be read as a line end.
        escaped += U"&#13;";
        break;
      default:
        escaped += CanBeHeld(character) ? character : U'\ufffd';
    }
  }
  return EncodeUtf8(escaped);
}

XmlElement::XmlElement(std::ostream& out, const char* name) : out_(&out), name_(name), depth_(0) {
  *out_ << R"(<?xml version="1.0" encoding="UTF-8"?>)" << '\n' << "<" << name_;
}

XmlElement::XmlElement(XmlElement& parent, const char* name)
    : out_(parent.out_), name_(name), depth_(parent.depth_ + 1) {
  parent.Begin(Content::kElements);
  Indent();
  *out_ << "<" << name_;
}

XmlElement::~XmlElement() {
  if (content_ == Content::kNone) {
    *out_ << "/>\n";
    return;
  }
  if (content_ == Content::kElements) Indent();
  *out_ << "</" << name_ << ">\n";
}

XmlElement& XmlElement::Attribute(const char* name, std::string_view value) {
  *out_ << " " << name << "=\"" << EscapeAttribute(value) << "\"";
  return *this;
}

void XmlElement::Text(std::string_view text) {
  Begin(Content::kText);
  *out_ << EscapeMarkup(text);
}

void XmlElement::Begin(Content content) {
  if (content_ == Content::kNone) *out_ << (content == Content::kElements ? ">\n" : ">");
  content_ = content;
}

void XmlElement::Indent() { *out_ << std::string(static_cast<std::size_t>(depth_) * 2, ' '); }

}  // namespace gtest_redis
