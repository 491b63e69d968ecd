// SPDX-License-Identifier: MIT
//
// ucs-shim --hash-password.
#pragma once

namespace ucs::shim {

/// Reads a password from stdin, up to the first line end, prints its hash (lib/access) on stdout,
/// and returns the exit status: 1 if there is none, or one that cannot be used. From a terminal it
/// asks on stderr and does not echo.
[[nodiscard]] int hash_password_of_stdin();

}  // namespace ucs::shim
