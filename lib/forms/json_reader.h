// SPDX-License-Identifier: MIT
//
// Reads the small JSON documents of the control API: strictly, so that a member that is misspelled
// is a mistake and not silence.
#pragma once

#include <ucs/json_text.h>
#include <ucs/result.h>
#include <ucs/types.h>

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace ucs {
inline namespace v0 {
namespace testing {

/// A value of a document, a view of its compact text, and how messages call it:
/// `action.latency.min`; empty for the document itself.
struct Value {
  std::string_view json;
  std::string path;
};

/// Returns the error that a value is not `what`: `by is 7.5; expected a time`.
[[nodiscard]] Error unexpected(const Value& value, std::string_view what);

/// Returns the error that a member is not there: `action is missing`.
[[nodiscard]] Error missing(const std::string& path);

// Each returns what a value stands for. invalid_field: it is something else.

[[nodiscard]] Result<std::string> to_text(const Value& value);
[[nodiscard]] Result<bool> to_boolean(const Value& value);
/// An integer from 0 to `max`.
[[nodiscard]] Result<std::uint64_t> to_integer(const Value& value, std::uint64_t max);
[[nodiscard]] Result<double> to_number(const Value& value);
/// A time as a text, `30m`, `250ms` or any of parse_duration, perhaps behind a minus sign; or as an
/// integer of milliseconds.
[[nodiscard]] Result<std::chrono::milliseconds> to_duration(const Value& value);
/// Also invalid_timestamp.
[[nodiscard]] Result<Timestamp> to_time(const Value& value);
/// The elements of an array.
[[nodiscard]] Result<std::vector<Value>> to_list(const Value& value);

/// A member of an object.
struct NamedValue {
  std::string name;
  Value value;
};
[[nodiscard]] Result<std::vector<NamedValue>> to_members(const Value& value);

/// Reads an object member by member, and keeps the first error. What was asked for is what the
/// object may have. Not thread-safe; one thread at a time.
class ObjectReader {
 public:
  /// `what` is how messages call the object: `a rule`.
  ObjectReader(const Value& object, std::string_view what);

  /// Returns a member, if it is there.
  [[nodiscard]] std::optional<Value> find(std::string_view name);

  /// Returns a member; `done` tells it if it is not there.
  [[nodiscard]] std::optional<Value> require(std::string_view name);

  // Each reads a member into `target`, which stays as it is if the member is absent.

  void read(std::string_view name, std::string& target) { take(name, target, to_text); }
  void read(std::string_view name, bool& target) { take(name, target, to_boolean); }
  void read(std::string_view name, double& target) { take(name, target, to_number); }
  void read(std::string_view name, std::chrono::milliseconds& target) {
    take(name, target, to_duration);
  }
  void read(std::string_view name, Timestamp& target) { take(name, target, to_time); }
  template <class Integer, class = std::enable_if_t<std::is_integral_v<Integer>>>
  void read(std::string_view name, Integer& target) {
    take(name, target, [](const Value& value) {
      return to_integer(value, static_cast<std::uint64_t>(std::numeric_limits<Integer>::max()));
    });
  }
  template <class T>
  void read(std::string_view name, std::optional<T>& target) {
    if (!find(name)) return;
    T value{};
    read(name, value);
    target = std::move(value);
  }

  /// Notes an error; the first one stays.
  void fail(Error error);
  template <class T>
  void fail_with(const Result<T>& result) {
    if (!result) fail(result.error());
  }

  /// Returns the first error, or else that of the first member that nobody asked for: invalid_field
  /// with the nearest name; or else that of the first one that is required and absent:
  /// missing_field.
  [[nodiscard]] Result<void> done() const;

 private:
  template <class T, class Convert>
  void take(std::string_view name, T& target, const Convert& convert) {
    const auto found = find(name);
    if (!found) return;
    auto value = convert(*found);
    if (value) {
      target = static_cast<T>(*std::move(value));
    } else {
      fail(std::move(value).error());
    }
  }

  const std::string path_;
  const std::string what_;
  std::vector<NamedValue> members_;
  std::vector<std::string> known_;
  std::optional<Error> error_;
  std::optional<Error> missing_;
};

}  // namespace testing
}  // namespace v0
}  // namespace ucs
