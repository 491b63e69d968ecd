// SPDX-License-Identifier: MIT
//
// Result<T>: either a T or an Error. The vocabulary is that of std::expected; the type is our own,
// so that the C++ version of the host application does not change the library's interface.
#pragma once

#include <ucs/detail/assert.h>
#include <ucs/error.h>

#include <type_traits>
#include <utility>
#include <variant>

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

 public:
  using value_type = T;
  using error_type = Error;

  Result(const T& value) : state_(std::in_place_index<0>, value) {}
  Result(T&& value) : state_(std::in_place_index<0>, std::move(value)) {}
  /// Makes the value in place, of these arguments.
  template <class... Arguments>
  explicit Result(std::in_place_t /*tag*/, Arguments&&... arguments)
      : state_(std::in_place_index<0>, std::forward<Arguments>(arguments)...) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  [[nodiscard]] bool has_value() const noexcept { return state_.index() == 0; }
  [[nodiscard]] explicit operator bool() const noexcept { return has_value(); }

  [[nodiscard]] T& value() & { return *operator->(); }
  [[nodiscard]] const T& value() const& { return *operator->(); }
  [[nodiscard]] T value() && { return std::move(*operator->()); }
  [[nodiscard]] T& operator*() & { return *operator->(); }
  [[nodiscard]] const T& operator*() const& { return *operator->(); }
  [[nodiscard]] T operator*() && { return std::move(*operator->()); }
  [[nodiscard]] T* operator->() {
    UCS_ASSERT(has_value());
    return std::get_if<0>(&state_);
  }
  [[nodiscard]] const T* operator->() const {
    UCS_ASSERT(has_value());
    return std::get_if<0>(&state_);
  }

  [[nodiscard]] Error& error() & { return *checked_error(state_); }
  [[nodiscard]] const Error& error() const& { return *checked_error(state_); }
  [[nodiscard]] Error error() && { return std::move(*checked_error(state_)); }

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
  template <class State>
  static auto checked_error(State& state) {
    auto* error = std::get_if<1>(&state);
    UCS_ASSERT(error != nullptr);
    return error;
  }

  std::variant<T, Error> state_;
};

/// The Result of an operation that has nothing to return but success. Const methods are
/// thread-safe.
template <>
class [[nodiscard]] Result<void> {
 public:
  using value_type = void;
  using error_type = Error;

  Result() = default;
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  [[nodiscard]] bool has_value() const noexcept { return state_.index() == 0; }
  [[nodiscard]] explicit operator bool() const noexcept { return has_value(); }
  void value() const { UCS_ASSERT(has_value()); }

  [[nodiscard]] const Error& error() const& {
    UCS_ASSERT(!has_value());
    return *std::get_if<1>(&state_);
  }
  [[nodiscard]] Error error() && {
    UCS_ASSERT(!has_value());
    return std::move(*std::get_if<1>(&state_));
  }

 private:
  std::variant<std::monostate, Error> state_;
};

}  // namespace v0
}  // namespace ucs
