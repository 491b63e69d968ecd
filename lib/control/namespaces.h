// SPDX-License-Identifier: MIT
//
// Many fakes in one server, so that tests that run at once share nothing: one for each namespace
// that requests name.
#pragma once

#include <ucs/http.h>
#include <ucs/result.h>
#include <ucs/testing/fake.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace ucs::control {

/// The header that names the namespace of a request, and the one that is meant without it.
inline constexpr std::string_view kNamespaceHeader = "X-UCS-Namespace";
inline constexpr std::string_view kDefaultNamespace = "default";
/// The bytes of a name.
inline constexpr std::size_t kNamespaceNameBytesMax = 128;

using MonotonicTime = std::chrono::steady_clock::time_point;

struct NamespacesOptions {
  /// How many there may be beside the default one.
  std::size_t namespaces_max = 1000;
  /// How long one may have no request before it is given up.
  std::chrono::milliseconds idle_max = std::chrono::hours(1);
  /// Tells the time that `idle_max` is measured in; called by several threads.
  std::function<MonotonicTime()> now = std::chrono::steady_clock::now;
};

/// Owns the fakes. A namespace is made when it is first used, as a fork of one fake, the base; what
/// was put into that is the beginning of each. The default namespace is always there. Thread-safe.
class Namespaces {
 private:
  struct Entry;

 public:
  /// A namespace in use: it is not given up meanwhile, and its fake lives as long as this does.
  /// Not thread-safe; one thread at a time.
  class Use {
   public:
    Use(Use&& other) noexcept = default;
    Use& operator=(Use&& other) = delete;
    ~Use();

    [[nodiscard]] testing::Fake& fake() const noexcept;

   private:
    friend class Namespaces;
    Use(Namespaces& owner, std::shared_ptr<Entry> entry)
        : owner_(owner), entry_(std::move(entry)) {}

    Namespaces& owner_;
    std::shared_ptr<Entry> entry_;
  };

  Namespaces(testing::Fake base, NamespacesOptions options);
  ~Namespaces();

  /// Returns the namespace that a request names, and makes it if it is not there. invalid_field:
  /// there are several such headers, or the name is not one of 1 to kNamespaceNameBytesMax
  /// printable characters of ASCII without blanks. too_many_requests: there are `namespaces_max`
  /// already, and none of them has been idle for long enough. O(log n), making one O(n).
  [[nodiscard]] Result<Use> use(const http::Request& request);

  /// One namespace, for people.
  struct Status {
    std::string name;
    /// For how long it has had no request; nothing while it has one.
    std::chrono::milliseconds idle{0};
  };
  /// Returns all of them, in the order of their names.
  [[nodiscard]] std::vector<Status> list() const;

  /// Gives one up: waits in it end, requests in it go on with what they have, and the next one
  /// makes it anew. no_such_resource: there is none of that name; the message has the nearest one.
  /// invalid_field: it is the default one.
  Result<void> remove(std::string_view name);

  /// Gives up those that have been idle for `idle_max`.
  void reap();

  /// Lets happen what is due in those whose clock runs.
  void settle();

  /// Ends all waits in fakes, now and from now on.
  void end_waits();

  /// The fake that all others are forks of.
  [[nodiscard]] testing::Fake& base() noexcept { return base_; }

 private:
  using Entries = std::map<std::string, std::shared_ptr<Entry>, std::less<>>;

  /// Called with mutex_ held, as is the next. Returns those that were idle too long, for the caller
  /// to destroy.
  [[nodiscard]] std::vector<std::shared_ptr<Entry>> take_idle();
  [[nodiscard]] std::shared_ptr<Entry> make(std::string_view name);
  [[nodiscard]] std::vector<std::shared_ptr<Entry>> entries() const;

  testing::Fake base_;
  const NamespacesOptions options_;
  mutable std::mutex mutex_;  // guards what follows, and the forking of base_
  Entries entries_;
  bool is_ending_ = false;
};

}  // namespace ucs::control
