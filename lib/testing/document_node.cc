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
      path.append(path.empty() ? "" : ".").append(ucs::detail::tamed(step->name));
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

std::vector<Node> Node::elements() const {
  std::vector<Node> nodes;
  for (const std::string_view element : ucs::detail::json_elements(text))
    nodes.push_back({element, this, {}, nodes.size()});
  return nodes;
}

std::string Node::string() const { return ucs::detail::json_string_value(text); }

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
