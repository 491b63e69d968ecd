// SPDX-License-Identifier: MIT
//
// A value of a document where it stands: what is wrong with it can be told by its path.
#pragma once

#include <ucs/error.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ucs {
inline namespace v0 {
namespace testing {

/// One value, a view of the document's compact JSON text, and the way to it. Refers to its parent,
/// which must outlive it.
struct Node {
  std::string_view text;
  const Node* parent = nullptr;
  /// Of a member its name as written, without quotation marks; of an element its index.
  std::string_view name{};
  std::size_t index = 0;

  [[nodiscard]] bool is_object() const noexcept { return text.front() == '{'; }
  [[nodiscard]] bool is_array() const noexcept { return text.front() == '['; }
  [[nodiscard]] bool is_string() const noexcept { return text.front() == '"'; }

  /// Returns `services[3].states[0]`; nothing for the document itself.
  [[nodiscard]] std::string path() const;

  /// Returns the members of an object, whose nodes refer to this one.
  [[nodiscard]] std::vector<Node> members() const;

  /// Returns the member of this name of an object, if there is one.
  [[nodiscard]] std::optional<Node> find(std::string_view member) const;

  /// Returns the elements of an array, whose nodes refer to this one.
  [[nodiscard]] std::vector<Node> elements() const;

  /// Returns what a string stands for.
  [[nodiscard]] std::string string() const;
};

/// The first error of a document, and where it is.
struct Finding {
  Error error;
  std::size_t offset = 0;  ///< in the compact text
};

/// Keeps the first error of one document. Not thread-safe; one thread at a time.
class Findings {
 public:
  /// `compact` is the whole text, which must outlive this.
  explicit Findings(std::string_view compact) : compact_(compact) {}

  [[nodiscard]] bool is_empty() const noexcept { return !first_; }
  [[nodiscard]] std::optional<Finding>& first() noexcept { return first_; }

  /// Notes that `node` `problem`: `is 7; expected a string`.
  void add(const Node& node, ErrorCode code, const std::string& problem);
  /// Notes that it is not what was expected.
  void expected(const Node& node, std::string_view what);
  /// Notes an error of a rule about a field within `node`.
  void add(const Node& node, const Error& error);

 private:
  std::string_view compact_;
  std::optional<Finding> first_;
};

}  // namespace testing
}  // namespace v0
}  // namespace ucs
