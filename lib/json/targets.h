// SPDX-License-Identifier: MIT
//
// Which member of a request body goes where: one ObjectTarget for each kind of object in a body.
#pragma once

#include <ucs/json.h>
#include <ucs/requests.h>

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/json/field.h"

namespace ucs {
inline namespace v0 {
namespace json {

/// Where the members of one JSON object go. Refers to the request it fills, which must outlive it.
class ObjectTarget {
 public:
  /// `path` stands before the member's name in an error: "from.", or nothing for the body itself.
  explicit ObjectTarget(std::string_view path = {}) : path_(path) {}
  ObjectTarget(const ObjectTarget&) = delete;
  ObjectTarget& operator=(const ObjectTarget&) = delete;
  virtual ~ObjectTarget() = default;

  [[nodiscard]] std::string_view path() const noexcept { return path_; }

  /// Starts over; fields keep what they have until they are read again.
  void open() { extensions_.clear(); }

  /// Returns where the member called `name` goes. Valid until the next call.
  [[nodiscard]] Slot member(std::string_view name);

  /// Hands the collected extensions, if the request has any, over to it, once everything was read
  /// and while the text is still there.
  virtual void close() {}

  /// Returns what is missing now that everything was read, if anything is.
  [[nodiscard]] virtual std::optional<Error> missing() const { return std::nullopt; }

 protected:
  /// Returns where a field goes; std::monostate for one this object does not use.
  [[nodiscard]] virtual Slot slot(Field field);

  /// Returns where a member goes whose name is no reserved one: to the extensions.
  [[nodiscard]] virtual Slot unreserved(std::string_view name);

  /// Returns the extensions given, by name.
  [[nodiscard]] Extensions take_extensions() { return Extensions::copy_of(std::move(extensions_)); }

 private:
  std::string_view path_;
  std::vector<Extensions::Item> extensions_;
};

/// SRV.1, SRV.2.
class StartServiceTarget final : public ObjectTarget {
 public:
  explicit StartServiceTarget(StartService& request) : request_(request) {}
  void close() override { request_.extensions = take_extensions(); }

 private:
  Slot slot(Field field) override;

  StartService& request_;
};

/// Update Expiration.
class UpdateExpirationTarget final : public ObjectTarget {
 public:
  explicit UpdateExpirationTarget(UpdateExpiration& request) : request_(request) {}

 private:
  Slot slot(Field field) override;

  UpdateExpiration& request_;
};

/// Purge, whose members are no fields of the API's entities.
class PurgeTarget final : public ObjectTarget {
 public:
  explicit PurgeTarget(PurgeBody& request) : request_(request) {}

 private:
  Slot unreserved(std::string_view name) override;

  PurgeBody& request_;
};

/// MODE, whose member is no field of the API's entities.
class ModeTarget final : public ObjectTarget {
 public:
  explicit ModeTarget(Text& mode) : mode_(mode) {}

 private:
  Slot unreserved(std::string_view name) override;

  Text& mode_;
};

/// SRV.5.
class StartStateTarget final : public ObjectTarget {
 public:
  explicit StartStateTarget(StartState& request) : request_(request) {}
  void close() override { request_.extensions = take_extensions(); }

 private:
  Slot slot(Field field) override;

  StartState& request_;
};

/// SRV.8.
class StartTaskTarget final : public ObjectTarget {
 public:
  explicit StartTaskTarget(StartTask& request) : request_(request) {}
  void close() override { request_.extensions = take_extensions(); }

 private:
  Slot slot(Field field) override;

  StartTask& request_;
};

/// SRV.3, SRV.6.
class CompletionTarget : public ObjectTarget {
 public:
  explicit CompletionTarget(CompleteActivity& request) : request_(request) {}
  void close() override { request_.extensions = take_extensions(); }

 protected:
  Slot slot(Field field) override;

  CompleteActivity& request() { return request_; }

 private:
  CompleteActivity& request_;
};

/// SRV.9: like the others, and with `state_id`.
class TaskCompletionTarget final : public CompletionTarget {
 public:
  using CompletionTarget::CompletionTarget;

 private:
  Slot slot(Field field) override;
};

/// SRV.7.
class TransitionTarget final : public ObjectTarget {
 public:
  explicit TransitionTarget(Transition& request) : request_(request) {}
  void close() override;
  [[nodiscard]] std::optional<Error> missing() const override;

 private:
  /// The object under `from`.
  class FromTarget final : public ObjectTarget {
   public:
    explicit FromTarget(Transition::From& from) : ObjectTarget("from."), from_(from) {}
    void close() override { from_.extensions = take_extensions(); }

   private:
    Slot slot(Field field) override;

    Transition::From& from_;
  };

  /// The object under `to`.
  class ToTarget final : public ObjectTarget {
   public:
    explicit ToTarget(Transition::To& to) : ObjectTarget("to."), to_(to) {}
    void close() override { to_.extensions = take_extensions(); }

   private:
    Slot slot(Field field) override;

    Transition::To& to_;
  };

  Slot slot(Field field) override;

  Transition& request_;
  FromTarget from_{request_.from};
  ToTarget to_{request_.to};
  bool has_from_ = false;
  bool has_to_ = false;
};

}  // namespace json
}  // namespace v0
}  // namespace ucs
