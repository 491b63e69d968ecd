// SPDX-License-Identifier: MIT
//
// Business attributes as the API tells them (spec 6).
#include <ucs/json.h>

#include <string>
#include <string_view>

namespace ucs {
inline namespace v0 {
namespace json {
namespace {

void append_member(std::string& out, std::string_view key, std::string_view value) {
  out += key;
  append_string(out, value);
}

/// Appends what attributes and values have in common, and leaves the object open.
template <class Entry>
void open_entry(std::string& out, const Entry& entry) {
  append_member(out, R"({"name":)", entry.name);
  out.append(R"(,"dbid":)").append(std::to_string(entry.dbid));
  append_member(out, R"(,"display_name":)", entry.display_name);
  append_member(out, R"(,"description":)", entry.description);
}

std::string_view boolean(bool value) { return value ? "true" : "false"; }

/// Appends an array: what `append_element` appends for each element.
template <class Elements, class AppendElement>
void append_array(std::string& out, const Elements& elements, const AppendElement& append_element) {
  out += '[';
  bool is_first = true;
  for (const auto& element : elements) {
    if (!is_first) out += ',';
    is_first = false;
    append_element(element);
  }
  out += ']';
}

}  // namespace

void append_business_attribute(std::string& out, const BusinessAttributes& all,
                               const BusinessAttribute& attribute) {
  open_entry(out, attribute);
  out.append(R"(,"map_name":)").append(boolean(all.maps_names()));
  out += R"(,"cv_attributes":)";
  append_array(out, all.cv_attributes(attribute),
               [&](const std::string& name) { append_string(out, name); });
  out += R"(,"values":)";
  append_array(out, attribute.values, [&](const BusinessValue& value) {
    open_entry(out, value);
    out.append(R"(,"default":)").append(boolean(value.is_default)).append("}");
  });
  out += '}';
}

void append_business_attributes(std::string& out, const BusinessAttributes* all) {
  if (all == nullptr) {
    out += "[]";
    return;
  }
  append_array(out, all->all(), [&](const BusinessAttribute& attribute) {
    append_business_attribute(out, *all, attribute);
  });
}

}  // namespace json
}  // namespace v0
}  // namespace ucs
