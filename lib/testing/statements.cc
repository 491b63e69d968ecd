// SPDX-License-Identifier: MIT
#include <ucs/detail/quoted.h>
#include <ucs/json.h>
#include <ucs/testing/statements.h>
#include <ucs/time.h>

#include <limits>
#include <utility>
#include <vector>

#include "lib/testing/same_json.h"

namespace ucs {
inline namespace v0 {
namespace testing {
namespace {

using ucs::detail::quoted;
using ucs::detail::tamed;

/// How many of a kind a complaint lists.
constexpr std::size_t kListedMax = 10;

[[nodiscard]] std::string shown(const LongOrString& value) {
  if (!value.is_present()) return "none";
  return value.is_integer() ? std::to_string(value.integer()) : quoted(value.string());
}

[[nodiscard]] std::string subject_words(const ActivityRef& subject) {
  std::string service = "service " + std::to_string(subject.service_id);
  if (subject.state_id) return "state " + std::to_string(*subject.state_id) + " of " + service;
  if (subject.task_id) return "task " + std::to_string(*subject.task_id) + " of " + service;
  return service;
}

/// Returns how far an activity is: `active`, or when and how it was completed.
[[nodiscard]] std::string progress_words(const Activity& activity) {
  if (activity.is_active()) return "active";
  return "completed at " + format_timestamp(activity.completion->event.timestamp) +
         " with the disposition " + shown(activity.completion->disposition);
}

/// Returns the entries in words, joined, for `there is ...`; `none` if there are none.
template <class Entries, class Words>
[[nodiscard]] std::string listed(const Entries& entries, const Words& words) {
  std::string text;
  std::size_t count = 0;
  for (const auto& entry : entries) {
    if (count++ == kListedMax) return text + ", …";
    if (!text.empty()) text += ", ";
    text += words(entry);
  }
  return text.empty() ? "none" : text;
}

[[nodiscard]] std::string listed_activities(const States& states) {
  return listed(states, [](const State& state) {
    return std::to_string(state.id) + " (type " + shown(state.type) + ", " + progress_words(state) +
           ")";
  });
}
[[nodiscard]] std::string listed_activities(const Tasks& tasks) {
  return listed(tasks, [](const Task& task) {
    return std::to_string(task.id) + " (type " + shown(task.type) + ", " + progress_words(task) +
           ")";
  });
}

/// Returns what is named, or null.
[[nodiscard]] const Activity* find(const Service& service, const ActivityRef& subject) {
  if (subject.state_id) return service.states.find(*subject.state_id);
  if (subject.task_id) return service.tasks.find(*subject.task_id);
  return &service;
}

/// Returns the complaint that a service is missing, with those that are there.
[[nodiscard]] std::string no_service(const Fake& fake, const Error& error,
                                     const std::string& tenant) {
  if (error.code != ErrorCode::kServiceNotFound) return error.message;
  const auto first =
      fake.store().scan(tenant, std::numeric_limits<ServiceId>::min(), kListedMax + 1);
  if (!first) return error.message;
  return error.message + "; those stored are: " + listed(*first, [](const ServicePtr& service) {
           return std::to_string(service->id);
         });
}

/// Returns the complaint that a state or task is missing, with those that are there.
[[nodiscard]] std::string no_activity(const Service& service, const ActivityRef& subject) {
  const std::string id = std::to_string(service.id);
  if (subject.state_id) {
    return "service " + id + " has no state " + std::to_string(*subject.state_id) +
           "; its states are: " + listed_activities(service.states);
  }
  return "service " + id + " has no task " + std::to_string(subject.task_id.value_or(0)) +
         "; its tasks are: " + listed_activities(service.tasks);
}

}  // namespace

std::string Statement::words() const {
  std::string text = subject_words(subject_);
  if (!tenant_.empty()) text += " of tenant " + tenant_;
  switch (kind_) {
    case Kind::kActive:
      return text + " is active";
    case Kind::kCompleted:
      text += " is completed";
      if (disposition_) text += " with the disposition " + shown(*disposition_);
      return text;
    case Kind::kGone:
      return text + " is gone";
    case Kind::kExtension:
      return text + " has the extension " + quoted(name_) + " with the value " + tamed(json_);
    case Kind::kCustomer:
      return text + " is of the customer " + quoted(name_);
    case Kind::kActiveState:
      return text + " has an active state of the type " + shown(type_);
  }
  return text;
}

std::optional<std::string> Statement::complaint(const Fake& fake) const {
  Scope scope;
  scope.tenant = Text(tenant_);
  const auto service = fake.engine().query_service(subject_.service_id, scope);
  const Activity* const activity = service ? find(**service, subject_) : nullptr;
  if (kind_ == Kind::kGone) {
    if (activity == nullptr) return std::nullopt;
    return subject_words(subject_) + " is there: " + progress_words(*activity);
  }
  if (!service) return no_service(fake, service.error(), tenant_);
  if (activity == nullptr) return no_activity(**service, subject_);
  if (kind_ == Kind::kCustomer) return customer_complaint(**service);
  if (kind_ == Kind::kActiveState) return active_state_complaint(**service);
  return complaint_of(*activity);
}

std::optional<std::string> Statement::complaint_of(const Activity& activity) const {
  if (kind_ == Kind::kExtension) return extension_complaint(activity);
  const bool is_right = activity.is_active() == (kind_ == Kind::kActive);
  if (is_right && (!disposition_ || activity.completion->disposition == *disposition_))
    return std::nullopt;
  return subject_words(subject_) + " is " + progress_words(activity);
}

std::optional<std::string> Statement::extension_complaint(const Activity& activity) const {
  const auto expected = json::parse_value(json_);
  if (!expected) {
    return "the value expected, " + quoted(json_) +
           ", is not JSON; a text stands in quotation marks: " + expected.error().message;
  }
  for (const ExtensionView extension : activity.extensions) {
    if (extension.name != name_) continue;
    if (is_same_json(extension.value, expected->view())) return std::nullopt;
    return "the extension " + quoted(name_) + " of " + subject_words(subject_) + " is " +
           tamed(extension.value);
  }
  return subject_words(subject_) + " has no extension " + quoted(name_) +
         "; its extensions are: " + listed(activity.extensions, [](const ExtensionView& extension) {
           return quoted(extension.name);
         });
}

std::optional<std::string> Statement::customer_complaint(const Service& service) const {
  if (service.customer_id == Text(name_)) return std::nullopt;
  const std::string id = std::to_string(service.id);
  return service.is_anonymous()
             ? "service " + id + " is anonymous"
             : "service " + id + " is of the customer " + quoted(service.customer_id.view());
}

std::optional<std::string> Statement::active_state_complaint(const Service& service) const {
  for (const State& state : service.states) {
    if (state.is_active() && state.type == type_) return std::nullopt;
  }
  return "the states of service " + std::to_string(service.id) +
         " are: " + listed_activities(service.states);
}

Subject Subject::in_tenant(std::string key) const {
  Subject copy = *this;
  copy.tenant_ = std::move(key);
  return copy;
}

Subject Subject::state(StateId id) const {
  Subject copy = *this;
  copy.ref_.state_id = id;
  copy.ref_.task_id.reset();
  return copy;
}

Subject Subject::task(TaskId id) const {
  Subject copy = *this;
  copy.ref_.task_id = id;
  copy.ref_.state_id.reset();
  return copy;
}

Statement Subject::is_active() const { return say(Statement::Kind::kActive); }
Statement Subject::is_completed() const { return say(Statement::Kind::kCompleted); }

Statement Subject::is_completed(LongOrString disposition) const {
  Statement statement = is_completed();
  statement.disposition_ = std::move(disposition);
  return statement;
}

Statement Subject::is_gone() const { return say(Statement::Kind::kGone); }

Statement Subject::has_extension(std::string name, std::string json) const {
  Statement statement = say(Statement::Kind::kExtension);
  statement.name_ = std::move(name);
  statement.json_ = std::move(json);
  return statement;
}

Statement Subject::is_of_customer(std::string customer_id) const {
  Statement statement = say(Statement::Kind::kCustomer);
  statement.name_ = std::move(customer_id);
  return statement;
}

Statement Subject::has_active_state(LongOrString type) const {
  Statement statement = say(Statement::Kind::kActiveState);
  statement.type_ = std::move(type);
  return statement;
}

}  // namespace testing
}  // namespace v0
}  // namespace ucs
