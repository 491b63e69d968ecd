// SPDX-License-Identifier: MIT
//
// Serving for tests of clients: many fakes, by namespace, and the control API.
#pragma once

#include <ucs/result.h>
#include <ucs/testing/contents.h>

#include <optional>
#include <string>
#include <vector>

#include "lib/access/users.h"
#include "shim/options.h"

namespace ucs::shim {

/// Returns the token that the options want: that of their file, a new one, or an empty text if
/// there is to be none. The errors of access::read_token_file and access::make_token.
[[nodiscard]] Result<std::string> make_control_token(const ControlOptions& options);

/// Serves until it is told to stop, and returns the exit status. `contents` is what the options say
/// each namespace begins with, if anything; its relative times become those of the fakes' clock.
[[nodiscard]] int serve_with_control(Options options, const std::vector<access::User>& users,
                                     const std::string& token,
                                     const std::optional<testing::Contents>& contents);

}  // namespace ucs::shim
