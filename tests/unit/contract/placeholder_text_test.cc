#include "contract/placeholder_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace gtest_redis {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string Bracketed(const std::string& name) { return "<" + name + ">"; }

TEST(PlaceholderTextTest, ListsThemInOrder) {
  EXPECT_THAT(ListPlaceholders("/{a}/{new_signal.id}?x={env:HOME}&y={a}"),
              ElementsAre("a", "new_signal.id", "env:HOME", "a"));
  EXPECT_THAT(ListPlaceholders("none"), IsEmpty());
}

TEST(PlaceholderTextTest, LeavesBracesOfJson) {
  const std::string json = R"({"a": {"b": []}, "c": {}, "d": "{ x }", "e": "{"})";
  EXPECT_THAT(ListPlaceholders(json), IsEmpty());
  EXPECT_EQ(Fill(json, Bracketed), json);
}

TEST(PlaceholderTextTest, FillsEach) {
  EXPECT_EQ(Fill("{a}-{b}{a}", Bracketed), "<a>-<b><a>");
  EXPECT_EQ(Fill("", Bracketed), "");
}

TEST(PlaceholderTextTest, DoesNotFillWhatWasFilledIn) {
  EXPECT_EQ(Fill("{a}{{b}", [](const std::string&) { return "{c}"; }), "{c}{b}");
}

TEST(PlaceholderTextTest, HasTwoBracesForOne) {
  EXPECT_EQ(Fill("{{a}", Bracketed), "{a}");
  EXPECT_EQ(Fill("{{{a}}", Bracketed), "{<a>}");
  EXPECT_EQ(Fill("{{{{a}}", Bracketed), "{{a}}");
  EXPECT_THAT(ListPlaceholders("{{a} {{{b}"), ElementsAre("b"));
}

TEST(PlaceholderTextTest, FillsOnlyTheEnvironment) {
  EXPECT_EQ(FillEnvironment("{env:A} {redis} {{ {{x} {env:} {env}", Bracketed),
            "<A> {redis} {{ {{x} <> {env}");
}

}  // namespace
}  // namespace gtest_redis
