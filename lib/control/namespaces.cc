// SPDX-License-Identifier: MIT
#include "lib/control/namespaces.h"

#include <ucs/detail/ascii.h>
#include <ucs/detail/nearest.h>
#include <ucs/detail/quoted.h>

#include <algorithm>
#include <utility>

namespace ucs::control {

/// One namespace.
struct Namespaces::Entry {
  explicit Entry(testing::Fake fork) : fake(std::move(fork)) {}

  testing::Fake fake;
  // Of the owner's mutex.
  std::size_t users = 0;
  MonotonicTime idle_since{};
};

namespace {

[[nodiscard]] bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= kNamespaceNameBytesMax &&
         std::all_of(name.begin(), name.end(), [](char c) { return c > ' ' && c <= '~'; });
}

/// Returns the name of the namespace that a request is for.
[[nodiscard]] Result<std::string_view> name_in(const http::Request& request) {
  const http::Header* found = nullptr;
  for (const http::Header& header : request.headers) {
    if (!detail::equal_ignoring_case(header.name, kNamespaceHeader)) continue;
    if (found != nullptr) {
      return Error{ErrorCode::kInvalidField,
                   "there are several headers " + std::string(kNamespaceHeader) + "; expected one",
                   std::string(kNamespaceHeader)};
    }
    found = &header;
  }
  if (found == nullptr) return kDefaultNamespace;
  if (is_name(found->value)) return std::string_view(found->value);
  return Error{ErrorCode::kInvalidField,
               std::string(kNamespaceHeader) + " is " + detail::quoted(found->value) +
                   "; expected 1 to " + std::to_string(kNamespaceNameBytesMax) +
                   " printable characters of ASCII, without blanks",
               std::string(kNamespaceHeader)};
}

}  // namespace

Namespaces::Use::~Use() {
  if (entry_ == nullptr) return;
  const std::lock_guard lock(owner_.mutex_);
  --entry_->users;
  entry_->idle_since = owner_.options_.now();
}

testing::Fake& Namespaces::Use::fake() const noexcept { return entry_->fake; }

Namespaces::Namespaces(testing::Fake base, NamespacesOptions options)
    : base_(std::move(base)), options_(std::move(options)) {
  static_cast<void>(make(kDefaultNamespace));
}
Namespaces::~Namespaces() = default;

std::shared_ptr<Namespaces::Entry> Namespaces::make(std::string_view name) {
  auto entry = std::make_shared<Entry>(base_.fork());
  entry->idle_since = options_.now();
  if (is_ending_) entry->fake.end_waits();
  entries_.emplace(std::string(name), entry);
  return entry;
}

Result<Namespaces::Use> Namespaces::use(const http::Request& request) {
  const auto name = name_in(request);
  if (!name) return name.error();
  std::vector<std::shared_ptr<Entry>> idle;  // destroyed when the mutex is free again
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(*name);
  std::shared_ptr<Entry> entry = found == entries_.end() ? nullptr : found->second;
  if (entry == nullptr) {
    idle = take_idle();
    if (entries_.size() > options_.namespaces_max) {
      return Error{ErrorCode::kTooManyRequests,
                   "there are " + std::to_string(options_.namespaces_max) +
                       " namespaces, which is as many as there may be, so that " +
                       detail::quoted(*name) + " cannot be made: delete some",
                   std::string(kNamespaceHeader)};
    }
    entry = make(*name);
  }
  ++entry->users;
  return Use(*this, std::move(entry));
}

std::vector<Namespaces::Status> Namespaces::list() const {
  const std::lock_guard lock(mutex_);
  const MonotonicTime now = options_.now();
  std::vector<Status> all;
  for (const auto& [name, entry] : entries_) {
    Status& status = all.emplace_back();
    status.name = name;
    if (entry->users > 0) continue;
    status.idle = std::chrono::duration_cast<std::chrono::milliseconds>(now - entry->idle_since);
  }
  return all;
}

Result<void> Namespaces::remove(std::string_view name) {
  if (name == kDefaultNamespace) {
    return Error{
        ErrorCode::kInvalidField,
        "the namespace \"default\" is always there; expected another one: reset it instead",
        "name"};
  }
  std::shared_ptr<Entry> removed;
  {
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(name);
    if (found == entries_.end()) {
      std::vector<std::string_view> names;
      for (const auto& [known, entry] : entries_) names.emplace_back(known);
      return Error{ErrorCode::kNoSuchResource,
                   "there is no namespace " + detail::quoted(name) + "; did you mean " +
                       detail::quoted(detail::nearest(name, names)) + "?",
                   "name"};
    }
    removed = std::move(found->second);
    entries_.erase(found);
  }
  removed->fake.end_waits();
  return {};
}

std::vector<std::shared_ptr<Namespaces::Entry>> Namespaces::take_idle() {
  std::vector<std::shared_ptr<Entry>> idle;
  const MonotonicTime now = options_.now();
  for (auto i = entries_.begin(); i != entries_.end();) {
    const Entry& entry = *i->second;
    const bool is_kept = i->first == kDefaultNamespace || entry.users > 0 ||
                         now - entry.idle_since < options_.idle_max;
    if (is_kept) {
      ++i;
    } else {
      idle.push_back(std::move(i->second));
      i = entries_.erase(i);
    }
  }
  return idle;
}

void Namespaces::reap() {
  std::vector<std::shared_ptr<Entry>> idle;
  const std::lock_guard lock(mutex_);
  idle = take_idle();
}

std::vector<std::shared_ptr<Namespaces::Entry>> Namespaces::entries() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<Entry>> all;
  all.reserve(entries_.size());
  for (const auto& [name, entry] : entries_) all.push_back(entry);
  return all;
}

void Namespaces::settle() {
  for (const auto& entry : entries()) {
    if (entry->fake.clock().mode().kind == testing::ClockMode::Kind::kFrozen) continue;
    // A store in memory does not fail, and what is not done now is done by the next call.
    static_cast<void>(entry->fake.settle());
  }
}

void Namespaces::end_waits() {
  {
    const std::lock_guard lock(mutex_);
    is_ending_ = true;
  }
  for (const auto& entry : entries()) entry->fake.end_waits();
}

}  // namespace ucs::control
