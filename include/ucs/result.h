// SPDX-License-Identifier: MIT
//
// Result<T>: either a T or an Error. The vocabulary is that of std::expected; the type is our own,
// so that the C++ version of the host application does not change the library's interface.
#pragma once

#include <ucs/detail/assert.h>
#include <ucs/error.h>

#include <memory>
#include <new>
#include <optional>
#include <type_traits>
#include <utility>

namespace ucs {
inline namespace v0 {

/// Either the value of a successful call or the Error of a failed one. Converts from both, so a
/// function returns `value` or `Error{...}` plainly. Asking for the half that is not there is a bug
/// in the caller and ends the process. Const methods are thread-safe.
///
/// A temporary Result gives its value away, not a reference into itself, so that it is safe to
/// write `for (const ServicePtr& service : *engine.query_customer_services(id))`.
template <class T>
class [[nodiscard]] Result {
  static_assert(!std::is_same_v<std::remove_cv_t<T>, Error>, "a Result<Error> would be ambiguous");
  static_assert(std::is_nothrow_move_constructible_v<T>, "a Result is never without both halves");

 public:
  using value_type = T;
  using error_type = Error;

  Result(const T& value) : value_(value), has_value_(true) {}
  Result(T&& value) : value_(std::move(value)), has_value_(true) {}
  /// Makes the value in place, of these arguments.
  template <class... Arguments>
  explicit Result(std::in_place_t /*tag*/, Arguments&&... arguments)
      : value_(std::forward<Arguments>(arguments)...), has_value_(true) {}
  Result(Error error) : error_(std::move(error)), has_value_(false) {}

  Result(const Result& other) : has_value_(other.has_value_) { take(other); }
  Result(Result&& other) noexcept : has_value_(other.has_value_) { take(std::move(other)); }
  Result& operator=(Result other) noexcept {
    destroy();
    has_value_ = other.has_value_;
    take(std::move(other));
    return *this;
  }
  ~Result() { destroy(); }

  [[nodiscard]] bool has_value() const noexcept { return has_value_; }
  [[nodiscard]] explicit operator bool() const noexcept { return has_value_; }

  [[nodiscard]] T& value() & { return *operator->(); }
  [[nodiscard]] const T& value() const& { return *operator->(); }
  [[nodiscard]] T value() && { return std::move(*operator->()); }
  [[nodiscard]] T& operator*() & { return *operator->(); }
  [[nodiscard]] const T& operator*() const& { return *operator->(); }
  [[nodiscard]] T operator*() && { return std::move(*operator->()); }
  [[nodiscard]] T* operator->() {
    UCS_ASSERT(has_value_);
    return std::addressof(value_);
  }
  [[nodiscard]] const T* operator->() const {
    UCS_ASSERT(has_value_);
    return std::addressof(value_);
  }

  [[nodiscard]] Error& error() & {
    UCS_ASSERT(!has_value_);
    return error_;
  }
  [[nodiscard]] const Error& error() const& {
    UCS_ASSERT(!has_value_);
    return error_;
  }
  [[nodiscard]] Error error() && {
    UCS_ASSERT(!has_value_);
    return std::move(error_);
  }

  /// Returns the value, or `fallback` after a failure.
  template <class U>
  [[nodiscard]] T value_or(U&& fallback) const& {
    return has_value() ? **this : static_cast<T>(std::forward<U>(fallback));
  }
  template <class U>
  [[nodiscard]] T value_or(U&& fallback) && {
    return has_value() ? *std::move(*this) : static_cast<T>(std::forward<U>(fallback));
  }

  /// Returns `next(value)`, itself a Result, or this error.
  template <class Next>
  [[nodiscard]] auto and_then(Next&& next) && -> std::invoke_result_t<Next, T&&> {
    if (!has_value()) return std::move(*this).error();
    return std::forward<Next>(next)(*std::move(*this));
  }

  /// Returns a Result of `change(value)`, or this error.
  template <class Change>
  [[nodiscard]] auto transform(Change&& change) && -> Result<std::invoke_result_t<Change, T&&>> {
    if (!has_value()) return std::move(*this).error();
    return std::forward<Change>(change)(*std::move(*this));
  }

 private:
  // A union and not std::variant, which takes a compiler many times as long for each T.

  /// Makes the half that `other`, a Result of the same kind as this, has.
  template <class Other>
  void take(Other&& other) {
    if (has_value_) {
      ::new (static_cast<void*>(std::addressof(value_))) T(std::forward<Other>(other).value_);
    } else {
      ::new (static_cast<void*>(std::addressof(error_))) Error(std::forward<Other>(other).error_);
    }
  }

  void destroy() noexcept {
    if (has_value_) {
      value_.~T();
    } else {
      error_.~Error();
    }
  }

  // NOLINTBEGIN(readability-identifier-naming): they are members of the class
  union {
    T value_;
    Error error_;
  };
  // NOLINTEND(readability-identifier-naming)
  bool has_value_;
};

/// The Result of an operation that has nothing to return but success. Const methods are
/// thread-safe.
template <>
class [[nodiscard]] Result<void> {
 public:
  using value_type = void;
  using error_type = Error;

  Result() = default;
  Result(Error error) : error_(std::move(error)) {}

  [[nodiscard]] bool has_value() const noexcept { return !error_.has_value(); }
  [[nodiscard]] explicit operator bool() const noexcept { return has_value(); }
  void value() const { UCS_ASSERT(has_value()); }

  [[nodiscard]] const Error& error() const& {
    UCS_ASSERT(!has_value());
    return *error_;
  }
  [[nodiscard]] Error error() && {
    UCS_ASSERT(!has_value());
    return *std::move(error_);
  }

 private:
  std::optional<Error> error_;
};

}  // namespace v0
}  // namespace ucs
