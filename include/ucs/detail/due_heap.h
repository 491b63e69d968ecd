// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/types.h>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace ucs {
inline namespace v0 {
namespace detail {

/// When a service is due.
struct DueEntry {
  Timestamp due;
  ServiceId id;

  friend bool operator<(const DueEntry& a, const DueEntry& b) noexcept {
    return a.due != b.due ? a.due < b.due : a.id < b.id;
  }
  friend bool operator>(const DueEntry& a, const DueEntry& b) noexcept { return b < a; }
  friend bool operator==(const DueEntry& a, const DueEntry& b) noexcept {
    return a.due == b.due && a.id == b.id;
  }
};

/// The services of one shard by the time they are due: a binary heap of hints. For each service it
/// has at least one entry that is not later than the service is due; others may be stale, for
/// services that are gone or due at another time. So a service whose due time moves to later, as
/// with nearly every change, costs nothing; the entry is set right when its time has come. Not
/// thread-safe; one thread at a time.
class DueHeap {
 public:
  /// Adds an entry. O(1) if it is the latest, else O(log n).
  void add(const DueEntry& entry) {
    entries_.push_back(entry);
    std::push_heap(entries_.begin(), entries_.end(), std::greater<>());
  }

  /// Reports whether a service may be due at `until` or earlier.
  [[nodiscard]] bool may_have_due(Timestamp until) const noexcept {
    return !entries_.empty() && entries_.front().due <= until;
  }

  /// Reports whether more than half of the entries are stale, of `services` that there are.
  [[nodiscard]] bool is_bloated(std::size_t services) const noexcept {
    return entries_.size() > 2 * services + kSlack;
  }

  /// Replaces all entries by those that `add_all` adds with one call for each service, at most as
  /// many as there are entries, and returns memory that is no longer needed. Needs none itself.
  template <class AddAll>
  void rebuild(AddAll&& add_all) {
    entries_.clear();
    std::forward<AddAll>(add_all)([this](const DueEntry& entry) { entries_.push_back(entry); });
    std::make_heap(entries_.begin(), entries_.end(), std::greater<>());
    if (entries_.capacity() > 4 * entries_.size() + kSlack) entries_.shrink_to_fit();
  }

  /// Visits the services that are due at `until` or earlier in order, each once, as long as `visit`
  /// (const DueEntry&) returns true. `due_of` (ServiceId -> std::optional<Timestamp>)
  /// returns when a service is due, or nothing if it is gone. O(log n) for each service visited and
  /// each stale entry met; these are then right, or gone.
  template <class DueOf, class Visit>
  void visit_due(Timestamp until, const DueOf& due_of, Visit&& visit);

  [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }

 private:
  static constexpr std::size_t kSlack = 64;

  /// A heap with other entries behind it. Makes all of them a heap at last, whatever happens.
  struct Rest {
    std::vector<DueEntry>& entries;
    std::size_t heap_size;

    ~Rest() {
      while (heap_size < entries.size()) {
        const auto end = entries.begin() + static_cast<std::ptrdiff_t>(++heap_size);
        std::push_heap(entries.begin(), end, std::greater<>());
      }
    }
  };

  std::vector<DueEntry> entries_;  // a heap, the earliest first
};

template <class DueOf, class Visit>
void DueHeap::visit_due(Timestamp until, const DueOf& due_of, Visit&& visit) {
  // What was visited waits behind the heap, in the same vector, so that nothing here needs memory.
  Rest rest{entries_, entries_.size()};
  std::size_t& heap_size = rest.heap_size;
  const auto at = [this](std::size_t index) {
    return entries_.begin() + static_cast<std::ptrdiff_t>(index);
  };
  std::optional<DueEntry> last;
  bool goes_on = true;
  while (goes_on && heap_size > 0 && entries_.front().due <= until) {
    std::pop_heap(at(0), at(heap_size), std::greater<>());
    DueEntry& entry = entries_[--heap_size];
    const std::optional<Timestamp> due = due_of(entry.id);
    if (!due || *due < entry.due || last == entry) {  // gone, or another entry stands for it
      entry = entries_.back();
      entries_.pop_back();
    } else if (*due > entry.due) {
      entry.due = *due;
      std::push_heap(at(0), at(++heap_size), std::greater<>());
    } else {
      last = entry;
      goes_on = visit(*last);
    }
  }
}

}  // namespace detail
}  // namespace v0
}  // namespace ucs
