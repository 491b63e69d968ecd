// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/detail/shared_array.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <memory>
#include <utility>

namespace ucs {
inline namespace v0 {
namespace detail {

/// An ordered map of immutable values by their own integer `id` member, whose copies share
/// structure: a copy is O(1), put and find are O(log n) with a base of kFanOut. It is a B+ tree of
/// immutable arrays; a put copies the arrays on one path. The recursion is as deep as the tree: at
/// most 12 levels for 2^31 values. Values are never removed. Const methods are thread-safe.
template <class T>
class PersistentMap {
 public:
  using Id = decltype(T::id);
  using Value = std::shared_ptr<const T>;

  static constexpr std::size_t kFanOut = 16;

  /// Visits the values in ascending order of id. Valid until its map changes or is destroyed.
  class Iterator {
   public:
    using iterator_category = std::forward_iterator_tag;
    using value_type = T;
    using difference_type = std::ptrdiff_t;
    using pointer = const T*;
    using reference = const T&;

    Iterator() = default;
    Iterator(const PersistentMap* map, const T* current) : map_(map), current_(current) {}

    reference operator*() const { return *current_; }
    pointer operator->() const { return current_; }
    Iterator& operator++() {
      current_ = map_->first_after(current_->id);
      return *this;
    }
    Iterator operator++(int) {
      Iterator before = *this;
      ++*this;
      return before;
    }
    friend bool operator==(const Iterator& a, const Iterator& b) {
      return a.current_ == b.current_;
    }
    friend bool operator!=(const Iterator& a, const Iterator& b) { return !(a == b); }

   private:
    const PersistentMap* map_ = nullptr;
    const T* current_ = nullptr;
  };

  [[nodiscard]] bool empty() const noexcept {
    return root_.values.empty() && root_.children.empty();
  }
  [[nodiscard]] Iterator begin() const { return {this, empty() ? nullptr : leftmost(root_)}; }
  [[nodiscard]] Iterator end() const { return {this, nullptr}; }

  /// Returns the value with this id, or null. O(log n).
  [[nodiscard]] const T* find(Id id) const noexcept {
    const Value* value = find_shared(id);
    return value == nullptr ? nullptr : value->get();
  }

  /// Returns the shared value with this id, or an empty pointer. O(log n).
  [[nodiscard]] Value get(Id id) const {
    const Value* value = find_shared(id);
    return value == nullptr ? Value() : *value;
  }

  /// Returns the largest id, or 0 when empty. O(log n).
  [[nodiscard]] Id last_id() const noexcept {
    if (empty()) return 0;
    const Node* node = &root_;
    while (!node->children.empty()) node = &node->children.back();
    return node->values.back()->id;
  }

  /// Adds `value`, or replaces the one with its id. O(log n).
  void put(Value value) {
    Split split = put_into(root_, std::move(value), true);
    if (split.right.is_empty()) {
      root_ = std::move(split.left);
    } else {
      root_ = Node{split.left.first,
                   {},
                   Children().with_inserted(0, split.left).with_inserted(1, split.right)};
    }
  }

 private:
  struct Node;
  using Values = SharedArray<Value>;
  using Children = SharedArray<Node>;

  /// A leaf has values, an inner node children; both hold at most kFanOut. `first` is the smallest
  /// id below.
  struct Node {
    Id first = 0;
    Values values;
    Children children;

    [[nodiscard]] bool is_empty() const noexcept { return values.empty() && children.empty(); }
  };

  /// A node after a put: `right` is empty unless it had to be split.
  struct Split {
    Node left;
    Node right;
  };

  /// Returns the index of the child under which `id` belongs.
  [[nodiscard]] static std::size_t child_index(const Node& node, Id id) noexcept {
    const Node* above =
        std::upper_bound(node.children.begin(), node.children.end(), id,
                         [](Id wanted, const Node& child) { return wanted < child.first; });
    return above == node.children.begin()
               ? 0
               : static_cast<std::size_t>(above - node.children.begin()) - 1;
  }

  [[nodiscard]] static const Value* lower_bound(const Node& leaf, Id id) noexcept {
    return std::lower_bound(leaf.values.begin(), leaf.values.end(), id,
                            [](const Value& value, Id wanted) { return value->id < wanted; });
  }

  [[nodiscard]] const Value* find_shared(Id id) const noexcept {
    const Node* node = &root_;
    while (!node->children.empty()) node = &node->children[child_index(*node, id)];
    const Value* found = lower_bound(*node, id);
    return found == node->values.end() || (*found)->id != id ? nullptr : found;
  }

  [[nodiscard]] static const T* leftmost(const Node& start) noexcept {
    const Node* node = &start;
    while (!node->children.empty()) node = &node->children[0];
    return node->values[0].get();
  }

  /// Returns the value with the smallest id above `id`, or null.
  [[nodiscard]] const T* first_after(Id id) const noexcept {
    const Node* node = &root_;
    const Node* sibling = nullptr;  // the next node to the right of the path, at its lowest level
    while (!node->children.empty()) {
      const std::size_t index = child_index(*node, id);
      if (index + 1 < node->children.size()) sibling = &node->children[index + 1];
      node = &node->children[index];
    }
    const Value* found =
        std::upper_bound(node->values.begin(), node->values.end(), id,
                         [](Id wanted, const Value& value) { return wanted < value->id; });
    if (found != node->values.end()) return found->get();
    return sibling == nullptr ? nullptr : leftmost(*sibling);
  }

  // Ids mostly ascend. So an overfull node at the right edge of the tree whose last element is the
  // new one splits before it and leaves a full node behind; every other node splits in the middle.
  template <class Array>
  [[nodiscard]] static std::size_t split_point(const Array& array, std::size_t added,
                                               bool is_at_edge) {
    return is_at_edge && added + 1 == array.size() ? kFanOut : array.size() / 2;
  }

  [[nodiscard]] static Node leaf(Values values) {
    const Id first = values[0]->id;
    return Node{first, std::move(values), {}};
  }
  [[nodiscard]] static Node inner(Children children) {
    const Id first = children[0].first;
    return Node{first, {}, std::move(children)};
  }

  /// `is_at_edge` tells that `node` has no right sibling on its level.
  // NOLINTNEXTLINE(misc-no-recursion): as deep as the tree
  // NOLINTNEXTLINE(misc-no-recursion): as deep as the tree, at most 8 levels
  [[nodiscard]] static Split put_into(const Node& node, Value value, bool is_at_edge) {
    if (node.children.empty()) return put_into_leaf(node, value, is_at_edge);
    const std::size_t index = child_index(node, value->id);
    const bool is_last = index + 1 == node.children.size();
    Split below = put_into(node.children[index], std::move(value), is_at_edge && is_last);
    Children children = node.children.with_replaced(index, below.left);
    if (below.right.is_empty()) return {inner(std::move(children)), {}};
    children = children.with_inserted(index + 1, below.right);
    if (children.size() <= kFanOut) return {inner(std::move(children)), {}};
    const std::size_t middle = split_point(children, index + 1, is_at_edge);
    return {inner(children.slice(0, middle)), inner(children.slice(middle, children.size()))};
  }

  [[nodiscard]] static Split put_into_leaf(const Node& node, const Value& value, bool is_at_edge) {
    const Value* position = lower_bound(node, value->id);
    const auto index = static_cast<std::size_t>(position - node.values.begin());
    if (position != node.values.end() && (*position)->id == value->id) {
      return {leaf(node.values.with_replaced(index, value)), {}};
    }
    Values values = node.values.with_inserted(index, value);
    if (values.size() <= kFanOut) return {leaf(std::move(values)), {}};
    const std::size_t middle = split_point(values, index, is_at_edge);
    // The old array is the left part when the new value alone goes to the right.
    Node left = middle == kFanOut ? node : leaf(values.slice(0, middle));
    return {std::move(left), leaf(values.slice(middle, values.size()))};
  }

  Node root_;
};

}  // namespace detail
}  // namespace v0
}  // namespace ucs
