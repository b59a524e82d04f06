#include "report/xml_writer.h"

#include <gtest/gtest.h>

#include <sstream>

namespace gtest_redis {
namespace {

constexpr char kHead[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

TEST(XmlWriterTest, EscapesWhatIsMarkup) {
  EXPECT_EQ(EscapeMarkup("<a b=\"c\" d='e'>&amp;]]>"),
            "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;amp;]]&gt;");
}

TEST(XmlWriterTest, KeepsOtherCharacters) {
  EXPECT_EQ(EscapeMarkup("\t\n ~\xc3\xa4\xe2\x82\xac\xf0\x9f\x92\xa5"),
            "\t\n ~\xc3\xa4\xe2\x82\xac\xf0\x9f\x92\xa5");
}

TEST(XmlWriterTest, ReplacesWhatXmlCannotHold) {
  const std::string none = "\xef\xbf\xbd";
  EXPECT_EQ(EscapeMarkup(std::string("\0", 1)), none);
  EXPECT_EQ(EscapeMarkup("\x1b[31m"), none + "[31m");
  EXPECT_EQ(EscapeMarkup("\x7f"), none);
  EXPECT_EQ(EscapeMarkup("\xc2\x9b"), none) << "CSI, which terminals obey";
  EXPECT_EQ(EscapeMarkup("\xef\xbf\xbe"), none) << "U+FFFE";
}

TEST(XmlWriterTest, ReplacesWhatIsNoUtf8) {
  const std::string none = "\xef\xbf\xbd";
  EXPECT_EQ(EscapeMarkup("a\xff"), "a" + none);
  EXPECT_EQ(EscapeMarkup("\xc3("), none + "(") << "a sequence that is cut";
  EXPECT_EQ(EscapeMarkup("\xc0\xbc"), none + none) << "a '<' in two bytes";
  EXPECT_EQ(EscapeMarkup("\xed\xa0\x80"), none + none + none) << "a surrogate";
  EXPECT_EQ(EscapeMarkup("\xf4\x90\x80\x80"), none + none + none + none) << "past the last one";
  EXPECT_EQ(EscapeMarkup("\xf0\x9f"), none + none) << "a sequence that ends";
}

TEST(XmlWriterTest, KeepsLineEndsThatReadersWouldChange) {
  EXPECT_EQ(EscapeMarkup("a\r\nb"), "a&#13;\nb");
  std::ostringstream out;
  XmlElement(out, "a").Attribute("b", "1\r\n\t2");
  EXPECT_EQ(out.str(), kHead + std::string("<a b=\"1&#13;&#10;&#9;2\"/>\n"));
}

TEST(XmlWriterTest, ClosesElementsInOrder) {
  std::ostringstream out;
  {
    XmlElement outer(out, "outer");
    outer.Attribute("x", "1").Attribute("y", "<2>");
    XmlElement(outer, "empty");
    XmlElement inner(outer, "inner");
    XmlElement(inner, "text").Text("a & b");
  }
  EXPECT_EQ(out.str(), kHead + std::string("<outer x=\"1\" y=\"&lt;2&gt;\">\n"
                                           "  <empty/>\n"
                                           "  <inner>\n"
                                           "    <text>a &amp; b</text>\n"
                                           "  </inner>\n"
                                           "</outer>\n"));
}

}  // namespace
}  // namespace gtest_redis
