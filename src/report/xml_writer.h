#pragma once

#include <ostream>
#include <string>
#include <string_view>

namespace gtest_redis {

/// `text` for XML and HTML, as text or within quotes: & < > " ' escaped; what is no UTF-8, and the
/// characters that XML cannot hold, replaced by U+FFFD, other control characters too. Tabs and line
/// ends stay.
std::string EscapeMarkup(std::string_view text);

/// An element of XML, one to a line, that is closed when it goes:
///
///     XmlElement suite(out, "testsuite");
///     suite.Attribute("name", name);
///     XmlElement(suite, "system-out").Text(story);
///
/// Attributes come before the text or the elements in it; an element has either of these. An
/// element within another must go first.
class XmlElement {
 public:
  /// The outermost one, after the declaration of XML.
  XmlElement(std::ostream& out, const char* name);
  XmlElement(XmlElement& parent, const char* name);
  ~XmlElement();
  XmlElement(const XmlElement&) = delete;
  XmlElement& operator=(const XmlElement&) = delete;

  XmlElement& Attribute(const char* name, std::string_view value);
  void Text(std::string_view text);

 private:
  enum class Content { kNone, kText, kElements };

  void Begin(Content content);
  void Indent();

  std::ostream* out_;
  const char* name_;
  int depth_;
  Content content_ = Content::kNone;
};

}  // namespace gtest_redis
