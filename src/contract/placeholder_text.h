#pragma once

#include <functional>
#include <string>
#include <vector>

namespace gtest_redis {

// Texts with {placeholders}: a brace, a word of letters, digits, '_', '-', '.' and ':', a brace.
// "{{" stands for "{". Any other brace stands for itself: JSON has them, too.

/// The words of those in `text`, in order, each as often as it is there.
std::vector<std::string> ListPlaceholders(const std::string& text);

/// `text` with each of them replaced by its value, and "{{" by "{".
std::string Fill(const std::string& text,
                 const std::function<std::string(const std::string& name)>& value);

/// `text` with each {env:NAME} replaced by what `value` says of NAME, and all else as it is: for
/// texts whose other braces are somebody else's, as those of a service's command.
std::string FillEnvironment(const std::string& text,
                            const std::function<std::string(const std::string& name)>& value);

}  // namespace gtest_redis
