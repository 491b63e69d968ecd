// SPDX-License-Identifier: MIT
#include "lib/testing/document_node.h"

#include <ucs/detail/json_cursor.h>
#include <ucs/detail/json_text.h>
#include <ucs/detail/quoted.h>
#include <ucs/json.h>

#include <algorithm>
#include <utility>

namespace ucs {
inline namespace v0 {
namespace testing {
namespace {

constexpr std::string_view kDocument = "the document";

/// Returns the character that an escape of a compact text stands for: `\"`, `\\`, a letter, or
/// `\u00` and two digits. `i` is that of the character behind the backslash, and goes past it.
char read_escape(std::string_view text, std::size_t& i) {
  constexpr std::string_view kLetters = "bfnrt";
  constexpr std::string_view kMeanings = "\b\f\n\r\t";
  const char c = text[i++];
  if (const std::size_t letter = kLetters.find(c); letter != std::string_view::npos)
    return kMeanings[letter];
  if (c != 'u') return c;
  const auto digit = [](char hex) { return hex <= '9' ? hex - '0' : (hex | 0x20) - 'a' + 10; };
  const char meant = static_cast<char>(digit(text[i + 2]) * 16 + digit(text[i + 3]));
  i += 4;
  return meant;
}

}  // namespace

std::string Node::path() const {
  std::vector<const Node*> steps;
  for (const Node* node = this; node->parent != nullptr; node = node->parent) steps.push_back(node);
  std::reverse(steps.begin(), steps.end());
  std::string path;
  for (const Node* step : steps) {
    if (step->parent->is_array()) {
      path.append("[").append(std::to_string(step->index)).append("]");
    } else {
      // A name is bounded and made harmless as any value in a message is.
      const std::string in_quotes = ucs::detail::quoted(step->name);
      path.append(path.empty() ? "" : ".").append(in_quotes, 1, in_quotes.size() - 2);
    }
  }
  return path;
}

std::vector<Node> Node::members() const {
  std::vector<Node> nodes;
  for (const ucs::detail::JsonMember& member : ucs::detail::json_members(text))
    nodes.push_back({member.value, this, ucs::detail::json_bare(member.name)});
  return nodes;
}

std::optional<Node> Node::find(std::string_view member) const {
  for (const Node& node : members()) {
    if (node.name == member) return node;
  }
  return std::nullopt;
}

std::string Node::string() const {
  const std::string_view bare = ucs::detail::json_bare(text);
  std::string value;
  value.reserve(bare.size());
  for (std::size_t i = 0; i < bare.size();) {
    const char c = bare[i++];
    value += c == '\\' ? read_escape(bare, i) : c;
  }
  return value;
}

std::size_t Node::element_end(std::string_view array, std::size_t begin) {
  return ucs::detail::json_value_end(array, begin);
}

void Findings::add(const Node& node, ErrorCode code, const std::string& problem) {
  if (first_) return;
  const std::string path = node.path();
  std::string message = path.empty() ? std::string(kDocument) : path;
  message.append(" ").append(problem);
  const auto offset = static_cast<std::size_t>(node.text.data() - compact_.data());
  first_ = Finding{{code, std::move(message), path}, offset};
}

void Findings::expected(const Node& node, std::string_view what) {
  add(node, ErrorCode::kInvalidField,
      "is " + ucs::detail::describe_json(node.text) + "; expected " + std::string(what));
}

void Findings::add(const Node& node, const Error& error) {
  if (first_) return;
  const std::string path = node.path();
  const bool begins_with_field =
      !error.field.empty() && error.message.rfind(error.field + " ", 0) == 0;
  std::string message = path.empty() ? "" : path + (begins_with_field ? "." : ": ");
  message += error.message;
  std::string field = path + (path.empty() || error.field.empty() ? "" : ".") + error.field;
  const auto offset = static_cast<std::size_t>(node.text.data() - compact_.data());
  first_ = Finding{{error.code, std::move(message), std::move(field)}, offset};
}

}  // namespace testing
}  // namespace v0
}  // namespace ucs
