// SPDX-License-Identifier: MIT
//
// Copying all that a store keeps to another store, of whatever kind: to move from a file to a
// database, or to another machine.
//
//   const auto copied = ucs::copy_store(*from, *to);
//   if (!copied) return complain(copied.error());  // `to` is of no use but to be emptied
#pragma once

#include <ucs/result.h>
#include <ucs/store.h>

#include <cstddef>
#include <functional>
#include <string_view>

namespace ucs {
inline namespace v0 {

/// How much was copied.
struct CopyTotals {
  std::size_t tenants = 0;
  std::size_t schemas = 0;
  std::size_t services = 0;
};

/// How far a copy is.
struct CopyProgress {
  enum class Phase { kCopying, kComparing };

  Phase phase = Phase::kCopying;
  /// The services of this phase that are done. How many there will be, nobody knows while they are
  /// copied; as many as were copied are compared.
  std::size_t services = 0;
};

/// Copies every tenant of `from`, with its services and their revisions, its extension schemas in
/// their order, and how far its ids are taken, to `to`, which must be empty; then reads both and
/// compares them. Nobody else may change either of them meanwhile. Takes the memory of a few
/// hundred services, and two readings of `from`. Returns how much was copied.
///
/// So that no id is ever handed out twice, ids of `to` are taken up to those that `from` would hand
/// out next, which takes one more id of each kind from `from`: nothing else of it changes.
///
/// Until all is there, compared and flushed, a mark in `to` says that it is unfinished
/// (is_unfinished_copy). An error leaves it there, with what was copied: what is half is known as
/// that, also after a crash.
///
/// `tell`, if given, is called on this thread after each few hundred services.
///
/// already_exists: `to` is not empty; the message names what is in it, and nothing was done.
/// unavailable: `from` is unfinished itself, and nothing was done. internal: they differ in the
/// end, or `from` has something twice. Else what the stores return; the message names what it was
/// about.
[[nodiscard]] inline Result<CopyTotals> copy_store(
    Store& from, Store& to, const std::function<void(const CopyProgress&)>& tell = {});

/// Reports whether the store is one that a copy was begun to and not ended. Nobody should be served
/// from it. The errors of Store::get.
[[nodiscard]] inline Result<bool> is_unfinished_copy(Store& store);

/// The tenant whose service 1 is the mark of an unfinished copy.
inline constexpr std::string_view kUnfinishedCopyTenant = "unfinished copy of a store";

}  // namespace v0
}  // namespace ucs

#include <ucs/detail/copy_store.h>  // IWYU pragma: export
