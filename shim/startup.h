// SPDX-License-Identifier: MIT
//
// What every way of serving does at its start, and what the program says of its own accord.
#pragma once

#include <ucs/result.h>
#include <ucs/store.h>
#include <ucs/testing/contents.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "lib/access/password_access.h"
#include "lib/access/users.h"
#include "lib/server/server.h"
#include "shim/options.h"

namespace ucs::shim {

/// Writes a line to stderr.
void tell(const std::string& line);

/// Opens the store that the options ask for, or returns null if that is one in memory. The errors
/// of SqliteStore::open and PostgresStore::open; unavailable also if it is a copy that was not
/// finished (ucs/copy_store.h).
[[nodiscard]] Result<std::unique_ptr<Store>> open_store(const StoreOptions& options);

using AccessPtr = std::unique_ptr<access::PasswordAccess>;

/// Returns the access for these users, or null if there are none.
[[nodiscard]] Result<AccessPtr> make_access(const std::vector<access::User>& users);

/// Gives the server threads for the machine it is on (Options::threads_on), and no more connections
/// than this process can have.
void fit_to_machine(Options& options);

/// Makes a server listen and writes the port file. Returns the port; nothing if it cannot, which
/// has been told.
[[nodiscard]] std::optional<int> listen(server::Server& server, const Options& options);

/// Tells where the server listens, and what it serves. `contents` is what the store begins with, if
/// anything; `more` are lines of the caller's own.
void announce(const Options& options, int port, const std::optional<testing::Contents>& contents,
              const std::string& more = "");

}  // namespace ucs::shim
