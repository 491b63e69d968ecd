// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/postgres_store.h>
#include <ucs/result.h>

#include <atomic>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "lib/store/postgres/connection.h"
#include "lib/store/postgres/deadline.h"

namespace ucs {
inline namespace v0 {
namespace postgres {

/// Returns the parameters of each server that a URL names, at least one. The errors of
/// Servers::make.
[[nodiscard]] Result<std::vector<Parameters>> read_servers(const std::string& url);

/// The servers that a URL names: one, or a group of which one takes changes at a time. Thread-safe.
class Servers {
 public:
  /// invalid_field: the URL is none, or has a password. No message has the URL or parts of it that
  /// may be secret.
  [[nodiscard]] static Result<std::unique_ptr<Servers>> make(const std::string& url,
                                                             const std::string& password_file);

  /// Connects to the server that was the last to be found, else to the first of the others that
  /// takes changes; each gets its share of the time. unavailable: there is none.
  [[nodiscard]] Result<std::unique_ptr<Connection>> connect(Deadline deadline);

 private:
  Servers(std::vector<Parameters> servers, std::string password_file)
      : servers_(std::move(servers)), password_file_(std::move(password_file)) {}

  [[nodiscard]] Result<std::unique_ptr<Connection>> connect(const Parameters& server,
                                                            Deadline deadline) const;

  const std::vector<Parameters> servers_;  // at least one
  const std::string password_file_;
  std::atomic<std::size_t> last_found_{0};
};

}  // namespace postgres
}  // namespace v0
}  // namespace ucs
