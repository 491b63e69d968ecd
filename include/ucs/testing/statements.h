// SPDX-License-Identifier: MIT
//
// What a test says about the contents of a fake, in words that a failure can repeat:
//
//   service(1).is_active()
//   service(1).state(2).is_completed()
//   service(1).task(3).is_completed("sold")
//   service(1).has_extension("Feedback", R"({"rating":7})")
//   service(1).is_of_customer("00027a52JCGY000M")
//
// ucs/testing/catch2.h and ucs/testing/googletest.h make matchers of these; without a test
// framework ask Statement::complaint.
#pragma once

#include <ucs/requests.h>
#include <ucs/testing/fake.h>
#include <ucs/text.h>
#include <ucs/types.h>

#include <optional>
#include <string>
#include <string_view>

namespace ucs {
inline namespace v0 {
namespace testing {

/// Something that is true of a fake's contents, or not. A plain value.
class Statement {
 public:
  /// Returns what it says: `task 3 of service 1 is completed with the disposition "sold"`.
  [[nodiscard]] std::string words() const;

  /// Tells why it is not true of what the fake holds now: what there is in its place, and what else
  /// is near. Nothing if it is true. Reads the contents without a request: the journal does not
  /// have it, and no fault touches it. O(log n), and for a complaint O(n) in the service.
  [[nodiscard]] std::optional<std::string> complaint(const Fake& fake) const;

 private:
  friend class Subject;

  enum class Kind { kActive, kCompleted, kGone, kExtension, kCustomer, kActiveState };

  Statement(Kind kind, ActivityRef subject, std::string tenant)
      : kind_(kind), subject_(subject), tenant_(std::move(tenant)) {}

  /// Returns what is wrong with an activity that is there.
  [[nodiscard]] std::optional<std::string> complaint_of(const Activity& activity) const;
  [[nodiscard]] std::optional<std::string> extension_complaint(const Activity& activity) const;
  [[nodiscard]] std::optional<std::string> customer_complaint(const Service& service) const;
  [[nodiscard]] std::optional<std::string> active_state_complaint(const Service& service) const;

  Kind kind_;
  ActivityRef subject_;
  std::string tenant_;
  std::optional<LongOrString> disposition_;  // of kCompleted
  std::string name_;                         // of an extension or a customer
  std::string json_;                         // of kExtension
  LongOrString type_;                        // of kActiveState
};

/// A service, or one state or task of it, to make a statement about.
class Subject {
 public:
  explicit Subject(ServiceId id) { ref_.service_id = id; }

  /// Means the service of this tenant: its key, which is its DBID as text. "" is the default
  /// tenant.
  [[nodiscard]] Subject in_tenant(std::string key) const;
  /// Means a state of the service, or a task of it, in a state or not.
  [[nodiscard]] Subject state(StateId id) const;
  [[nodiscard]] Subject task(TaskId id) const;

  /// It is there, and not completed. All but is_gone say that it is there.
  [[nodiscard]] Statement is_active() const;
  [[nodiscard]] Statement is_completed() const;
  /// It is completed, with this disposition: an integer is not the text of its digits.
  [[nodiscard]] Statement is_completed(LongOrString disposition) const;
  /// It is not there: it never was, or it was deleted, was purged, or has expired.
  [[nodiscard]] Statement is_gone() const;
  /// It has an extension of this name, in this case, with this value as JSON text. The order of an
  /// object's members and white space make no difference; numbers are compared as they are written.
  /// What is no JSON is never true, and the complaint says so.
  [[nodiscard]] Statement has_extension(std::string name, std::string json) const;
  /// Its service is one of this customer.
  [[nodiscard]] Statement is_of_customer(std::string customer_id) const;
  /// Its service has an active state of this type.
  [[nodiscard]] Statement has_active_state(LongOrString type) const;

 private:
  [[nodiscard]] Statement say(Statement::Kind kind) const { return {kind, ref_, tenant_}; }

  ActivityRef ref_;
  std::string tenant_;
};

/// Means a service of the default tenant.
[[nodiscard]] inline Subject service(ServiceId id) { return Subject(id); }

}  // namespace testing
}  // namespace v0
}  // namespace ucs
