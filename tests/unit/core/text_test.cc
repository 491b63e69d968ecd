// SPDX-License-Identifier: MIT
#include <ucs/text.h>

#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "tests/catch.h"

namespace {

using ucs::LongOrString;
using ucs::Text;
using namespace std::string_view_literals;

std::string of_size(std::size_t size) {
  std::string text;
  for (std::size_t i = 0; i < size; ++i) text += static_cast<char>('a' + i % 26);
  return text;
}

TEST_CASE("an absent text and an empty text are different values") {
  const Text absent;
  const Text empty = "";
  CHECK_FALSE(absent.is_present());
  CHECK(empty.is_present());
  CHECK(absent.view().empty());
  CHECK(empty.view().empty());
  CHECK(absent != empty);
  CHECK(absent == Text());
  CHECK(empty == Text(""));
}

TEST_CASE("a text keeps its bytes on both sides of the in-place limit") {
  for (const std::size_t size : {0U, 1U, 22U, 23U, 24U, 25U, 255U, 256U, 100000U}) {
    CAPTURE(size);
    const std::string bytes = of_size(size);
    const Text text = bytes;
    CHECK(text.is_present());
    CHECK(text.view() == bytes);
    const Text copy = text;  // NOLINT(performance-unnecessary-copy-initialization): what is tested
    CHECK(copy.view() == bytes);
    CHECK(copy == text);
  }
  CHECK(Text::kInlineBytesMax == 23);
}

TEST_CASE("a copy shares a long text and owns a short one") {
  const Text short_text = of_size(23);
  const Text long_text = of_size(24);
  const Text short_copy = short_text;
  const Text long_copy = long_text;
  CHECK(short_copy.view().data() != short_text.view().data());
  CHECK(long_copy.view().data() == long_text.view().data());
}

TEST_CASE("a text holds any bytes, NUL included") {
  const std::string_view bytes = "a\0b\xff"sv;
  const Text text = bytes;
  CHECK(text.view() == bytes);
  CHECK(text.view().size() == 4);
  const std::string long_bytes = of_size(20) + std::string(3, '\0') + "\xfe";
  CHECK(Text(long_bytes).view() == long_bytes);
}

TEST_CASE("a copy outlives the text it was made from") {
  for (const std::size_t size : {23U, 24U}) {
    auto original = std::make_unique<Text>(of_size(size));
    const Text copy = *original;
    original.reset();
    CHECK(copy.view() == of_size(size));
  }
}

TEST_CASE("a moved-from text is absent and can be used again") {
  for (const std::size_t size : {0U, 23U, 24U}) {
    CAPTURE(size);
    Text source = of_size(size);
    const Text target = std::move(source);
    CHECK(target.view() == of_size(size));
    CHECK_FALSE(source.is_present());  // NOLINT(bugprone-use-after-move): what is tested
    source = "again";
    CHECK(source.view() == "again");
  }
}

TEST_CASE("assignment replaces a text of any kind by one of any kind") {
  const std::array<Text, 5> kinds = {Text(), Text(""), Text("short"), Text(of_size(24)),
                                     Text(of_size(40))};
  for (const Text& before : kinds) {
    for (const Text& after : kinds) {
      Text text = before;
      text = after;
      CHECK(text == after);
      Text moved = before;
      moved = Text(after);
      CHECK(moved == after);
    }
  }
}

TEST_CASE("a text can be assigned to itself, and a part of itself") {
  for (const std::size_t size : {23U, 24U, 40U}) {
    CAPTURE(size);
    Text text = of_size(size);
    Text& same = text;
    text = same;
    CHECK(text.view() == of_size(size));
    text = std::move(same);
    CHECK(text.view() == of_size(size));
    text = text.view();
    CHECK(text.view() == of_size(size));
    text = text.view().substr(1);
    CHECK(text.view() == of_size(size).substr(1));
  }
}

TEST_CASE("texts compare by their bytes, whatever they are compared with") {
  const Text text = "booking";
  CHECK(text == "booking");
  CHECK(text == "booking"sv);
  CHECK(text == std::string("booking"));
  CHECK("booking"sv == text);
  CHECK(text != "Booking");
  CHECK(text != "bookin"sv);
  CHECK(std::string("booking1") != text);
  CHECK(Text() != "");
  CHECK(Text("") == ""sv);
  CHECK(Text(of_size(24)) == of_size(24));
  CHECK(Text(of_size(24)) != of_size(25));
}

TEST_CASE("no text is made of a null pointer") {
  STATIC_REQUIRE_FALSE(std::is_constructible_v<Text, std::nullptr_t>);
  STATIC_REQUIRE_FALSE(std::is_constructible_v<LongOrString, std::nullptr_t>);
}

TEST_CASE("threads may copy and drop one long text at once") {
  const Text shared = of_size(100);
  std::vector<std::thread> threads;
  std::array<bool, 4> is_good{};
  for (bool& good : is_good) {
    threads.emplace_back([&shared, &good] {
      std::vector<Text> copies;
      for (int i = 0; i < 1000; ++i) copies.push_back(shared);
      copies.resize(10);
      good = copies.back() == shared;
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const bool good : is_good) CHECK(good);
}

TEST_CASE("a long-or-string is absent, an integer or a string") {
  const LongOrString absent;
  CHECK_FALSE(absent.is_present());
  CHECK_FALSE(absent.is_integer());
  CHECK_FALSE(absent.is_string());
  CHECK(absent.string().empty());
  const LongOrString integer = 9;
  CHECK(integer.is_present());
  CHECK(integer.is_integer());
  CHECK_FALSE(integer.is_string());
  CHECK(integer.integer() == 9);
  const LongOrString string = "9";
  CHECK(string.is_present());
  CHECK_FALSE(string.is_integer());
  CHECK(string.is_string());
  CHECK(string.string() == "9");
  const LongOrString empty = "";
  CHECK(empty.is_present());
  CHECK(empty.is_string());
}

TEST_CASE("an integer and the string that looks like it are different values of one text") {
  CHECK(LongOrString(9) != LongOrString("9"));
  CHECK(LongOrString(9).text() == LongOrString("9").text());
  CHECK(LongOrString(9) == LongOrString(std::int64_t{9}));
  CHECK(LongOrString(9) != LongOrString(10));
  CHECK(LongOrString() != LongOrString(0));
  CHECK(LongOrString() != LongOrString(""));
  CHECK(LongOrString() == LongOrString());
  CHECK(LongOrString("a") != LongOrString("b"));
}

TEST_CASE("a long-or-string keeps every 64-bit integer") {
  for (const std::int64_t value :
       {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1} << 53U,
        std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}) {
    const LongOrString held = value;
    CHECK(held.integer() == value);
    CHECK(held.text() == std::to_string(value));
    LongOrString copy = held;
    CHECK(copy == held);
    const LongOrString moved = std::move(copy);
    CHECK(moved == held);
  }
}

TEST_CASE("a long-or-string of either kind can be replaced by the other") {
  LongOrString value = of_size(24);
  value = 5;
  CHECK(value == LongOrString(5));
  value = of_size(24);
  CHECK(value.string() == of_size(24));
  value = LongOrString();
  CHECK_FALSE(value.is_present());
  value = Text(of_size(25));
  const LongOrString& same = value;
  value = same;
  CHECK(value.string() == of_size(25));
}

TEST_CASE("a long-or-string is made of signed integers only") {
  STATIC_REQUIRE(std::is_constructible_v<LongOrString, short>);
  STATIC_REQUIRE(std::is_constructible_v<LongOrString, long long>);
  STATIC_REQUIRE_FALSE(std::is_constructible_v<LongOrString, unsigned long long>);
  STATIC_REQUIRE_FALSE(std::is_constructible_v<LongOrString, bool>);
  STATIC_REQUIRE_FALSE(std::is_constructible_v<LongOrString, double>);
}

TEST_CASE("a text can be assigned from a part of itself") {
  for (const std::size_t size : {23U, 24U, 40U}) {
    const std::string characters = of_size(size);
    Text text = characters;
    text = text.view().substr(1);
    CHECK(text == characters.substr(1));
    LongOrString value = characters;
    value = value.string().substr(2);
    CHECK(value.string() == characters.substr(2));
  }
}

}  // namespace
