#include "contract/content_matcher.h"

#include <gtest/gtest.h>

#include <string>

namespace gtest_redis {
namespace {

using nlohmann::json;

std::string Explain(const char* wanted, const char* value) {
  const json parsed = json::parse(value);
  EXPECT_EQ(ContentMatcher::Mistake(json::parse(wanted)), "");
  return ContentMatcher(json::parse(wanted)).Explain(&parsed);
}

bool Holds(const char* wanted, const char* value) { return Explain(wanted, value).empty(); }

std::string Missing(const char* wanted) {
  return ContentMatcher(json::parse(wanted)).Explain(nullptr);
}

std::string Mistake(const char* wanted) { return ContentMatcher::Mistake(json::parse(wanted)); }

std::string Describe(const char* wanted) { return ContentMatcher(json::parse(wanted)).Describe(); }

TEST(ContentMatcherTest, ComparesWithAPlainValue) {
  EXPECT_TRUE(Holds(R"("full")", R"("full")"));
  EXPECT_TRUE(Holds("1", "1.0"));
  EXPECT_TRUE(Holds("[1, {}]", "[1, {}]"));
  EXPECT_TRUE(Holds("null", "null"));
  EXPECT_FALSE(Holds("null", "false"));
  EXPECT_EQ(Explain(R"("unavailable")", R"("full")"), "is 'full', expected 'unavailable'");
  EXPECT_EQ(Explain("1", R"("1")"), "is '1', expected 1");
}

TEST(ContentMatcherTest, HasEachOperator) {
  EXPECT_TRUE(Holds(R"({"equals": {"a": 1}})", R"({"a": 1})"));
  EXPECT_FALSE(Holds(R"({"equals": {"a": 1}})", R"({"a": 1, "b": 2})"));
  EXPECT_TRUE(Holds(R"({"not": 1})", "2"));
  EXPECT_FALSE(Holds(R"({"not": 1})", "1"));
  EXPECT_FALSE(Holds(R"({"not": {"contains": "a"}})", R"("cat")"));
  EXPECT_TRUE(Holds(R"({"one_of": [1, "a"]})", R"("a")"));
  EXPECT_FALSE(Holds(R"({"one_of": [1, "a"]})", "2"));
  EXPECT_TRUE(Holds(R"({"matches": "o+p$"})", R"("a loop")"));
  EXPECT_FALSE(Holds(R"({"matches": "o+p$"})", R"("loops")"));
  EXPECT_FALSE(Holds(R"({"matches": "1"})", "1"));
  EXPECT_TRUE(Holds(R"({"contains": "oo"})", R"("loop")"));
  EXPECT_TRUE(Holds(R"({"contains": 2})", "[1, 2]"));
  EXPECT_FALSE(Holds(R"({"contains": "3"})", "[1, 2, 3]"));
  EXPECT_FALSE(Holds(R"({"contains": "a"})", R"({"a": 1})"));
  EXPECT_TRUE(Holds(R"({"at_least": 1, "at_most": 2.5})", "2"));
  EXPECT_TRUE(Holds(R"({"at_least": 1})", "1"));
  EXPECT_TRUE(Holds(R"({"at_most": 1})", "1"));
  EXPECT_FALSE(Holds(R"({"at_least": 1})", "0.5"));
  EXPECT_FALSE(Holds(R"({"at_most": 1})", "1.5"));
  EXPECT_FALSE(Holds(R"({"at_least": 1})", R"("2")"));
  EXPECT_FALSE(Holds(R"({"at_least": 1, "at_most": 2})", "3"));
}

TEST(ContentMatcherTest, KnowsKinds) {
  for (const auto& [kind, value] :
       {std::pair("string", R"("")"), std::pair("number", "1.5"), std::pair("boolean", "true"),
        std::pair("null", "null"), std::pair("array", "[]"), std::pair("object", "{}")}) {
    for (const char* other : {R"("")", "1.5", "true", "null", "[]", "{}"}) {
      const std::string wanted = std::string(R"({"is": ")") + kind + R"("})";
      EXPECT_EQ(Holds(wanted.c_str(), other), std::string(other) == value) << wanted << other;
    }
  }
  EXPECT_TRUE(Holds(R"({"is": "integer"})", "-3"));
  EXPECT_TRUE(Holds(R"({"is": "integer"})", "3.0"));
  EXPECT_FALSE(Holds(R"({"is": "integer"})", "3.5"));
  EXPECT_TRUE(Holds(R"({"is": "number"})", "3"));
}

TEST(ContentMatcherTest, AsksForWhatIsThereOrIsNot) {
  EXPECT_TRUE(Holds(R"({"present": true})", "null"));
  EXPECT_EQ(Explain(R"({"present": false})", "0"), "is 0, expected nothing");
  EXPECT_EQ(Missing(R"({"present": false})"), "");
  EXPECT_EQ(Missing(R"({"present": true})"), "is missing");
  EXPECT_EQ(Missing("1"), "is missing");
  EXPECT_EQ(Missing(R"({"not": 1})"), "is missing");
}

TEST(ContentMatcherTest, DescribesWhatIsWanted) {
  EXPECT_EQ(Describe(R"("a")"), "'a'");
  EXPECT_EQ(Describe(R"({"matches": "no.*"})"), "a text that matches 'no.*'");
  EXPECT_EQ(Describe(R"({"at_most": 5, "at_least": 3})"), "at least 3 and at most 5");
  EXPECT_EQ(Describe(R"({"is": "integer", "present": true})"), "an integer");
  EXPECT_EQ(Describe(R"({"one_of": [1, "a"]})"), "one of 1, 'a'");
  EXPECT_EQ(Describe(R"({"not": {"is": "string"}})"), "not a string");
  EXPECT_EQ(Explain(R"({"contains": "b"})", R"("cat")"),
            "is 'cat', expected something that contains 'b'");
}

TEST(ContentMatcherTest, CallsNoPlainValueWrong) {
  for (const char* wanted : {"null", "1", R"("(")", "[{}]", R"({"equals": {}})"}) {
    EXPECT_EQ(Mistake(wanted), "") << wanted;
  }
}

TEST(ContentMatcherTest, SaysWhichOperatorIsMeant) {
  EXPECT_EQ(Mistake(R"({"atleast": 1})"),
            "there is no operator 'atleast'; did you mean 'at_least'? "
            R"(To be equal to an object: {"equals": {...}})");
  EXPECT_EQ(Mistake(R"({"is": "text"})"),
            "'is' takes 'string', 'number', 'integer', 'boolean', 'null', 'array' or 'object', "
            "not 'text'");
  EXPECT_EQ(Mistake(R"({"not": {"nt": 1}})").substr(0, 29), "there is no operator 'nt'; di");
}

TEST(ContentMatcherTest, FindsOperatorsThatContradictEachOther) {
  EXPECT_EQ(Mistake(R"({"at_least": 5, "at_most": 3})"),
            "'at_least' of 5 is more than 'at_most' of 3");
  EXPECT_EQ(Mistake(R"({"at_least": 3, "at_most": 3})"), "");
  EXPECT_EQ(Mistake(R"({"present": false, "is": "null"})"),
            "what is not present can be nothing else");
  EXPECT_EQ(Mistake(R"({"matches": "a", "at_least": 3})"),
            "'at_least' and 'matches' cannot both hold");
  EXPECT_EQ(Mistake(R"({"is": "integer", "at_least": 3})"), "");
  EXPECT_EQ(Mistake(R"({"is": "array", "contains": "a"})"), "");
  EXPECT_EQ(Mistake(R"({"equals": 5, "at_most": 3})"), "what 'equals' says, the others exclude");
  EXPECT_EQ(Mistake(R"({"one_of": [1, 5], "at_most": 3})"), "");
}

TEST(ContentMatcherTest, SearchesLongTextsForARegularExpression) {
  const json text = std::string(100'000, 'a') + "b";
  EXPECT_EQ(ContentMatcher(json{{"matches", "^(a|c)*b$"}}).Explain(&text), "");
  EXPECT_NE(ContentMatcher(json{{"matches", "(a*)*c"}}).Explain(&text), "");
}

TEST(ContentMatcherTest, RefusesRegularExpressionsThatAreNone) {
  EXPECT_NE(Mistake(R"({"matches": "("})").find("'(' is no regular expression here: "),
            std::string::npos);
  EXPECT_NE(Mistake(R"({"matches": "(a)\\1"})"), "");
  const json long_one{{"matches", std::string(2000, 'a')}};
  EXPECT_NE(ContentMatcher::Mistake(long_one).find("longer than the 1000 bytes"),
            std::string::npos);
}

}  // namespace
}  // namespace gtest_redis
