#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace gtest_redis {

// Text for a terminal. Characters are counted, not bytes.

/// `text` on one line, with nothing in it that a terminal would obey; of a very long one, its
/// beginning.
std::u32string OneLine(std::string_view text);

/// At most `width` characters, of which those in the middle are left out: "out-of-...-filling".
std::u32string Shorten(const std::u32string& text, std::size_t width);

/// Lines of at most `width` characters, broken at spaces. A word that is longer is
/// broken behind a hyphen (or _ or /), or shortened. `width` is 1 at least.
std::vector<std::u32string> Wrap(const std::u32string& text, std::size_t width);

/// The same as text for `width` columns: the first line after `head`, the others as far in. Ends
/// with a line end.
std::string Hanging(const std::string& head, std::string_view text, std::size_t width);

}  // namespace gtest_redis
