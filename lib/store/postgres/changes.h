// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/model.h>
#include <ucs/result.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/store/postgres/connection.h"
#include "lib/store/postgres/deadline.h"
#include "lib/store/postgres/pool.h"
#include "lib/store/postgres/servers.h"
#include "lib/store/postgres/write_queue.h"

namespace ucs {
inline namespace v0 {
namespace postgres {

/// Says that a change was sent and what became of it could not be found out.
[[nodiscard]] Error outcome_unknown(const std::string& reason);

/// Makes changes of services, in batches, on a connection of its own; and finds out what became of
/// those that got no answer. Thread-safe.
class Changes {
 public:
  /// `servers` and `pool` must outlive this.
  Changes(Servers& servers, Pool& pool, std::size_t batch_max);

  /// Store::put_if and Store::erase_if.
  [[nodiscard]] Result<bool> put(std::string_view tenant, const Service& service, Revision expected,
                                 Deadline deadline);
  [[nodiscard]] Result<bool> erase(std::string_view tenant, ServiceId id, Revision expected,
                                   Deadline deadline);

  /// Returns the name of a new operation, which no store ever had.
  [[nodiscard]] std::string new_operation();

 private:
  /// What was asked about a change, and how the answers are to be read: whether it was made, or
  /// nothing if they do not tell.
  struct Question {
    std::vector<const Call*> calls;
    std::function<std::optional<bool>(const std::vector<Rows>& rows)> judge;
  };

  [[nodiscard]] Result<bool> make(Write& write, const Question& question, Deadline deadline);
  /// Asks until there is an answer, or no time left: then outcome_unknown.
  [[nodiscard]] Result<bool> find_out(const Question& question, const std::string& reason,
                                      Deadline deadline);

  // By who leads alone.
  void carry_out(WriteQueue::Batch& batch, Deadline deadline);
  /// Carries out a batch, also when others are in the way at first. A failure is that of all.
  [[nodiscard]] std::optional<Failure> carry_out_together(WriteQueue::Batch& batch,
                                                          Deadline deadline);
  void carry_out_each(WriteQueue::Batch& batch, Deadline deadline);
  /// Tries it once, and fills in what became of it, if it went well.
  [[nodiscard]] std::optional<Failure> attempt(WriteQueue::Batch& batch, Deadline deadline);

  Servers& servers_;
  Pool& pool_;
  const std::string process_;  // the beginning of the names of operations
  std::atomic<std::uint64_t> operations_{0};
  std::unique_ptr<Connection> connection_;  // used by who leads alone
  WriteQueue queue_;
};

}  // namespace postgres
}  // namespace v0
}  // namespace ucs
