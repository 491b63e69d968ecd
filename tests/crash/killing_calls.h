// SPDX-License-Identifier: MIT
// The calls by which SQLite changes files, replaced in this process: one of them can end it.
#pragma once

#include <string>

namespace ucs::tests {

/// Where a process ends itself by SIGKILL: at the `count`-th call, counted from 1, of this kind.
struct KillPoint {
  enum class When {
    kNever,
    kBefore,
    kTorn,   ///< a write with half of its bytes written; else the same as kBefore
    kAfter,  ///< before the caller hears of it
  };

  When when = When::kNever;
  /// "write", "sync", "truncate", "unlink", or "any".
  std::string call;
  /// How the name of the file ends: "-wal", "-journal", ".db", or "" for any file of the database.
  std::string file;
  int count = 0;
};

/// Counts from now on. Before any other thread runs.
void arm(const KillPoint& point);

}  // namespace ucs::tests
