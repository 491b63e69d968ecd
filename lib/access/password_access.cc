// SPDX-License-Identifier: MIT
#include "lib/access/password_access.h"

#include <sodium.h>
#include <ucs/detail/assert.h>
#include <ucs/detail/seeded_hash.h>

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

#include "lib/access/credential_cache.h"
#include "lib/access/password_hash.h"

namespace ucs::access {
namespace {

using http::AccessAttempt;
using http::AccessDecision;

AccessDecision unauthorized() {
  return Error{ErrorCode::kUnauthorized,
               "the request has no valid credentials; expected a user and a password by HTTP Basic",
               "Authorization"};
}

AccessDecision too_many_requests(std::chrono::nanoseconds wait) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait);
  return {Error{ErrorCode::kTooManyRequests,
                "too many failed logins from this address; expected the next attempt in " +
                    std::to_string(seconds.count()) + " s",
                ""},
          seconds};
}

AccessDecision unavailable() {
  return {
      Error{ErrorCode::kUnavailable, "too many logins at once; expected another attempt later", ""},
      std::chrono::seconds(1)};
}

}  // namespace

/// The users of one moment and what was verified of them. So a verification that outlasts a change
/// of the users is remembered among the former ones, that is, by nobody.
class PasswordAccess::Roster {
 public:
  Roster(std::vector<User> users, std::size_t cached_max)
      : cache_(cached_max), users_(std::move(users)) {
    randombytes_buf(&seed_, sizeof seed_);
    for (const User& user : users_) {
      UCS_ASSERT(check_hash(user.password_hash));
      by_name_.emplace(std::make_pair(user.tenant, user.name), &user);
    }
  }

  [[nodiscard]] CredentialCache& cache() noexcept { return cache_; }
  [[nodiscard]] bool is_empty() const noexcept { return users_.empty(); }

  /// Returns the user of this name in this tenant, or null.
  [[nodiscard]] const User* find(std::string_view name, std::string_view tenant) const {
    auto found = by_name_.find(std::make_pair(std::string(tenant), std::string(name)));
    if (found == by_name_.end())
      found = by_name_.find(std::make_pair(std::string(), std::string(name)));
    return found == by_name_.end() ? nullptr : found->second;
  }

  /// Returns the user whose hash is worked on for a name that nobody has: always the same one for a
  /// name, so that unknown names are as quick and as slow as known ones.
  [[nodiscard]] const User& stand_in(std::string_view name) const {
    return users_[detail::seeded_hash(name, seed_) % users_.size()];
  }

 private:
  CredentialCache cache_;
  const std::vector<User> users_;
  std::map<std::pair<std::string, std::string>, const User*> by_name_;  // by tenant and name
  std::uint64_t seed_ = 0;
};

/// Room for so many verifications at once, and a bounded queue for it.
class PasswordAccess::Slots {
 public:
  Slots(std::size_t slots, std::size_t waiting_max) : free_(slots), waiting_max_(waiting_max) {}

  /// Waits for room; false: too many wait already.
  [[nodiscard]] bool enter() {
    std::unique_lock lock(mutex_);
    if (free_ == 0 && waiting_ >= waiting_max_) return false;
    ++waiting_;
    freed_.wait(lock, [this] { return free_ > 0; });
    --waiting_;
    --free_;
    return true;
  }

  void leave() {
    {
      const std::lock_guard lock(mutex_);
      ++free_;
    }
    freed_.notify_one();
  }

  /// Leaves when it is destroyed, also when memory has run out.
  class Leaver {
   public:
    explicit Leaver(Slots& slots) : slots_(slots) {}
    Leaver(const Leaver&) = delete;
    Leaver& operator=(const Leaver&) = delete;
    ~Leaver() { slots_.leave(); }

   private:
    Slots& slots_;
  };

 private:
  std::mutex mutex_;  // guards free_ and waiting_
  std::condition_variable freed_;
  std::size_t free_;
  std::size_t waiting_ = 0;
  const std::size_t waiting_max_;
};

std::shared_ptr<PasswordAccess::Roster> PasswordAccess::make_roster(std::vector<User> users,
                                                                    std::size_t cached_max) {
  static_cast<void>(prepare_sodium());  // before the first random number
  return std::make_shared<Roster>(std::move(users), cached_max);
}

PasswordAccess::PasswordAccess(std::vector<User> users, PasswordAccessOptions options)
    : options_(std::move(options)),
      roster_(make_roster(std::move(users), options_.cached_max)),
      throttle_(options_.throttle, options_.now),
      slots_(std::make_unique<Slots>(std::max<std::size_t>(options_.verifications_max, 1),
                                     options_.waiting_max)) {}

PasswordAccess::~PasswordAccess() = default;

AccessDecision PasswordAccess::authenticate(const AccessAttempt& attempt) {
  // A cached credential must wait, too: a guesser would else try as often as it likes, until one is
  // known.
  if (const auto wait = throttle_.delay(attempt.client_address); wait.count() > 0)
    return too_many_requests(wait);
  const std::shared_ptr<Roster> roster = std::atomic_load(&roster_);
  if (roster->is_empty() || attempt.user.size() > kUserNameBytesMax ||
      attempt.password.size() > kPasswordBytesMax || attempt.tenant.size() > 64) {
    return unauthorized();
  }
  if (const auto role = roster->cache().find(roster->cache().tag(attempt))) return *role;
  if (!slots_->enter()) return unavailable();
  const Slots::Leaver leaver(*slots_);
  return verify(*roster, attempt);
}

AccessDecision PasswordAccess::verify(Roster& roster, const AccessAttempt& attempt) {
  const CredentialTag tag = roster.cache().tag(attempt);
  // Somebody with the same credentials may have been here while this one waited.
  if (const auto role = roster.cache().find(tag)) return *role;
  if (const auto wait = throttle_.count(attempt.client_address); wait.count() > 0)
    return too_many_requests(wait);
  const User* user = roster.find(attempt.user, attempt.tenant);
  const User& worked_on = user == nullptr ? roster.stand_in(attempt.user) : *user;
  const Verdict verdict = verify_password(worked_on.password_hash, attempt.password);
  if (verdict == Verdict::kMismatch || (verdict == Verdict::kMatch && user == nullptr))
    return unauthorized();
  throttle_.take_back(attempt.client_address);
  if (verdict == Verdict::kUndecided) return unavailable();
  roster.cache().add(tag, user->role);
  return user->role;
}

void PasswordAccess::set_users(std::vector<User> users) {
  std::atomic_store(&roster_, make_roster(std::move(users), options_.cached_max));
}

std::size_t PasswordAccess::cached() const { return std::atomic_load(&roster_)->cache().size(); }

}  // namespace ucs::access
