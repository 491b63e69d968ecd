// SPDX-License-Identifier: MIT
#include <ucs/extensions.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/catch.h"

namespace {

using ucs::Extension;
using ucs::Extensions;
using ucs::ExtensionView;
using ucs::JsonText;
using ucs::Text;

Extension entry(const std::string& name, int value) { return {name, JsonText::integer(value)}; }

/// Writes extensions as "a=1 b=2".
std::string written(const Extensions& extensions) {
  std::string text;
  for (const ExtensionView extension : extensions) {
    if (!text.empty()) text += ' ';
    text += std::string(extension.name) + "=" + std::string(extension.value);
  }
  return text;
}

TEST_CASE("no extensions: nothing to find or visit") {
  const Extensions none;
  CHECK(none.empty());
  CHECK(none.size() == 0);
  CHECK_FALSE(none.find("a").has_value());
  CHECK(written(none).empty());
  CHECK(none == Extensions(std::vector<Extension>{}));
}

TEST_CASE("extensions are in ascending byte order of their names") {
  const Extensions extensions(
      {entry("b", 1), entry("\xC3\xA4", 2), entry("B", 3), entry("aa", 4), entry("a", 5)});
  CHECK(written(extensions) == "B=3 a=5 aa=4 b=1 \xC3\xA4=2");
  CHECK(extensions.size() == 5);
}

TEST_CASE("of two extensions with one name the later one counts") {
  CHECK(written(Extensions({entry("a", 1), entry("b", 2), entry("a", 3)})) == "a=3 b=2");
  CHECK(written(Extensions({entry("a", 1), entry("a", 2), entry("a", 3)})) == "a=3");
}

TEST_CASE("find is exact") {
  const Extensions extensions({entry("Feedback", 1), entry("b", 2)});
  REQUIRE(extensions.find("Feedback").has_value());
  CHECK(*extensions.find("Feedback") == "1");
  CHECK(*extensions.find("b") == "2");
  for (const char* name : {"", "feedback", "Feedbac", "Feedback1", "A", "c"}) {
    CHECK_FALSE(extensions.find(name).has_value());
  }
}

TEST_CASE("set inserts in order and replaces whole") {
  Extensions extensions;
  extensions.set("m", JsonText::integer(1));
  extensions.set("a", JsonText::integer(2));
  extensions.set("z", JsonText::integer(3));
  extensions.set("m", JsonText::integer(4));
  CHECK(written(extensions) == "a=2 m=4 z=3");
}

TEST_CASE("set does not change copies") {
  Extensions original({entry("a", 1)});
  const Extensions copy = original;
  original.set("a", JsonText::integer(2));
  original.set("b", JsonText::integer(3));
  CHECK(written(copy) == "a=1");
  CHECK(copy != original);
}

TEST_CASE("set takes a name and value that live in the same collection") {
  Extensions extensions({{std::string(30, 'a'), JsonText::unchecked(std::string(30, '1'))},
                         {std::string(40, 'b'), JsonText::unchecked(std::string(500, '2'))}});
  for (std::size_t i = 0; i < 2; ++i)
    extensions.set(extensions[i].name, JsonText::unchecked(extensions[i].value));
  CHECK(extensions.size() == 2);
  CHECK(extensions[0].value == std::string(30, '1'));
  CHECK(extensions[1].value == std::string(500, '2'));
}

TEST_CASE("values up to the limit are packed, larger ones are held, and all come back") {
  constexpr std::size_t kMax = Extensions::kPackedBytesMax;
  std::vector<Extension> given;
  std::vector<Extensions::Item> items;
  std::string expected;
  for (const std::size_t size : {std::size_t{1}, kMax - 1, kMax, kMax + 1, 100 * kMax}) {
    const std::string name = "n" + std::to_string(given.size());
    given.push_back({name, JsonText::unchecked(std::string(size, '7'))});
    expected += (expected.empty() ? "" : " ") + name + "=" + std::string(size, '7');
  }
  for (const Extension& extension : given)
    items.push_back({extension.name, extension.value.view()});
  const Extensions extensions(given);
  CHECK(written(extensions) == expected);
  CHECK(Extensions::copy_of(items) == extensions);
}

TEST_CASE("a changed copy shares the values that are held, with the original and the giver") {
  const JsonText large = JsonText::unchecked(std::string(Extensions::kPackedBytesMax + 1, '7'));
  Extensions extensions({{"large", large}, {"small", JsonText::integer(1)}});
  const char* const bytes = large.view().data();
  CHECK(extensions.find("large")->data() == bytes);
  const Extensions original = extensions;
  extensions.set("small", JsonText::integer(2));
  CHECK(extensions.find("large")->data() == bytes);
  extensions.set_all(Extensions({entry("new", 3)}));
  CHECK(extensions.find("large")->data() == bytes);
  extensions.set("large", JsonText::integer(4));
  CHECK(written(extensions) == "large=4 new=3 small=2");
  CHECK(original.find("large")->data() == bytes);
}

TEST_CASE("set_all replaces those of the same name and keeps the others") {
  Extensions extensions({entry("a", 1), entry("c", 3), entry("e", 5)});
  extensions.set_all(Extensions({entry("b", 20), entry("c", 30), entry("f", 60)}));
  CHECK(written(extensions) == "a=1 b=20 c=30 e=5 f=60");
}

TEST_CASE("set_all with nothing, on nothing and with itself") {
  Extensions extensions({entry("a", 1), entry("b", 2)});
  extensions.set_all(Extensions());
  CHECK(written(extensions) == "a=1 b=2");
  extensions.set_all(extensions);
  CHECK(written(extensions) == "a=1 b=2");
  Extensions none;
  none.set_all(extensions);
  CHECK(none == extensions);
}

TEST_CASE("an absent name is the empty name, not a second one beside it") {
  CHECK(Extensions({{Text(), JsonText::integer(1)}, entry("", 2)}).size() == 1);
  Extensions extensions({entry("", 1)});
  extensions.set(Text(), JsonText::integer(2));
  CHECK(extensions.size() == 1);
  CHECK(*extensions.find("") == "2");
}

TEST_CASE("extensions are equal when names and values are, whatever the way they came") {
  Extensions by_set;
  by_set.set("b", JsonText::integer(2));
  by_set.set("a", JsonText::integer(1));
  CHECK(by_set == Extensions({entry("a", 1), entry("b", 2)}));
  CHECK(by_set != Extensions({entry("a", 1), entry("b", 3)}));
  CHECK(by_set != Extensions({entry("a", 1)}));
}

TEST_CASE("a thousand extensions keep their order") {
  std::vector<Extension> many;
  for (int i = 0; i < 1000; ++i) many.push_back(entry("n" + std::to_string(i * 7919 % 1000), i));
  const Extensions extensions(many);
  REQUIRE(extensions.size() == 1000);
  for (std::size_t i = 1; i < extensions.size(); ++i)
    REQUIRE(extensions[i - 1].name < extensions[i].name);
}

}  // namespace
