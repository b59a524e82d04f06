#include "contract/json_document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace gtest_redis {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// "LINE:COLUMN POINTER: MESSAGE" of each.
std::vector<std::string> FaultsOf(const std::string& text) {
  ContractFaults faults(text);
  ReadJson(text, faults);
  std::vector<std::string> lines;
  for (const ContractFault& fault : faults.InOrder()) {
    lines.push_back(std::to_string(fault.line) + ":" + std::to_string(fault.column) + " " +
                    fault.pointer + ": " + fault.message);
  }
  return lines;
}

TEST(JsonDocumentTest, KnowsWhereEachValueStands) {
  const std::string text =
      "// before\n{ \"a\" /* , : */ : [ 1,\"{\\\"}\" , null ],\n \"b/c~d\":{\"\": -1.5e3} }";
  ContractFaults faults(text);
  const auto root = ReadJson(text, faults);
  ASSERT_NE(root, nullptr);
  EXPECT_TRUE(faults.empty());
  EXPECT_EQ(text.substr(root->offset, 1), "{");
  const JsonNode& list = *root->Find("a");
  EXPECT_EQ(text.substr(list.name_offset, 3), "\"a\"");
  EXPECT_EQ(text.substr(list.offset, 1), "[");
  ASSERT_EQ(list.children.size(), 3u);
  EXPECT_EQ(text.substr(list.children[0]->offset, 1), "1");
  EXPECT_EQ(text.substr(list.children[1]->offset, 6), "\"{\\\"}\"");
  EXPECT_EQ(text.substr(list.children[2]->offset, 4), "null");
  EXPECT_EQ(list.children[2]->Pointer(), "/a/2");
  const JsonNode& number = *root->Find("b/c~d")->Find("");
  EXPECT_EQ(text.substr(number.offset, 6), "-1.5e3");
  EXPECT_EQ(number.Pointer(), "/b~1c~0d/");
  EXPECT_EQ(faults.LineOf(number.offset), 3);
  EXPECT_EQ(root->Find("c"), nullptr);
}

TEST(JsonDocumentTest, GivesTheValueBack) {
  const std::string text = R"({"a": [1, {"b": null}, []], "c": "d", "e": {}, "f": true})";
  ContractFaults faults(text);
  EXPECT_EQ(ReadJson(text, faults)->Json(), nlohmann::json::parse(text));
}

TEST(JsonDocumentTest, SaysWhereItIsNoJson) {
  EXPECT_THAT(FaultsOf("[1,,2]"), ElementsAre("1:4 : expected a value, found ','"));
  EXPECT_THAT(
      FaultsOf("[1,]"),
      ElementsAre("1:4 : expected a value, found ']'; the comma before it is one too many"));
  EXPECT_THAT(FaultsOf("{\"a\"::1}"), ElementsAre("1:6 : expected a value, found ':'"));
  EXPECT_THAT(FaultsOf("[1}"), ElementsAre("1:3 : expected a ',' or a ']', found '}'"));
  EXPECT_THAT(FaultsOf("[01]"), ElementsAre("1:3 : expected a ',' or a ']', found '1'"));
  EXPECT_THAT(FaultsOf("[1 /* , */ // ,\n 2]"),
              ElementsAre("2:2 : expected a ',' or a ']', found '2'"));
  EXPECT_THAT(FaultsOf("[tru]"), ElementsAre("1:2 : expected a value, found 'tru'"));
  EXPECT_THAT(FaultsOf("{\"a\": {\"b\": [x]}}"),
              ElementsAre("1:14 /a/b: expected a value, found 'x'"));
  EXPECT_THAT(FaultsOf("[1, 2"),
              ElementsAre("1:6 : expected a ',' or a ']', found the end of the file"));
  EXPECT_THAT(FaultsOf("1 /* 2"), ElementsAre("1:3 : this comment has no end"));
  EXPECT_THAT(FaultsOf("1 / 2"), ElementsAre("1:3 : expected nothing more, found '/'"));
  EXPECT_THAT(FaultsOf("[\"a\nb\"]"),
              ElementsAre("1:2 : this text has no closing quote on its line"));
  EXPECT_THAT(FaultsOf("[\"a\xff\"]"),
              ElementsAre("1:4 : this cannot stand in a text: ill-formed UTF-8 byte"));
  EXPECT_THAT(FaultsOf("\xff"),
              ElementsAre("1:1 : expected a value, found something that is not JSON"));
  EXPECT_THAT(FaultsOf("[1]\n]"), ElementsAre("2:1 : expected nothing more, found ']'"));
}

TEST(JsonDocumentTest, IsNotMisledByTextsThatReadLikeTheParsersWords) {
  EXPECT_THAT(FaultsOf("{// - invalid string: \xff; last read: '; expected ':'\n\x02}"),
              ElementsAre("2:1 : expected a member's name in double quotes, found '\\x02'"));
}

TEST(JsonDocumentTest, NoticesZeroBytesWhereverTheyAre) {
  const std::string zero(1, '\0');
  EXPECT_THAT(FaultsOf("1" + zero + "2"),
              ElementsAre("1:2 : there is a zero byte here, which JSON does not have"));
  EXPECT_THAT(FaultsOf("1 //" + zero),
              ElementsAre("1:5 : there is a zero byte here, which JSON does not have"));
}

TEST(JsonDocumentTest, NoticesEachMemberThatIsThereAgain) {
  EXPECT_THAT(FaultsOf("{\"a\": 1,\n \"a\": {\"b\": 1, \"b\": 2},\n\"\\u0061\": 3}"),
              ElementsAre("2:2 /a: 'a' is here twice; the first is in line 1",
                          "2:16 /a/b: 'b' is here twice; the first is in line 2",
                          "3:1 /a: 'a' is here twice; the first is in line 1"));
}

TEST(JsonDocumentTest, TakesSixtyFourLevels) {
  const auto nested = [](std::size_t levels) {
    return std::string(levels, '[') + std::string(levels, ']');
  };
  EXPECT_THAT(FaultsOf(nested(64)), IsEmpty());
  EXPECT_EQ(FaultsOf(nested(65)).size(), 1u);
  EXPECT_EQ(FaultsOf(std::string(1'000'000, '[')).size(), 1u);
}

TEST(JsonDocumentTest, DescribesWhatIsThere) {
  const std::string text = R"([{}, [], "a\nb", 1, 2.5, true, null])";
  ContractFaults faults(text);
  const auto root = ReadJson(text, faults);
  std::vector<std::string> words;
  for (const auto& child : root->children) words.push_back(Describe(*child));
  EXPECT_THAT(words, ElementsAre("an object", "an array", "'a\\nb'", "the number 1",
                                 "the number 2.5", "true", "null"));
}

}  // namespace
}  // namespace gtest_redis
