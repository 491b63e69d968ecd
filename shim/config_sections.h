// SPDX-License-Identifier: MIT
//
// The sections of a configuration file that are more than a list of options: business attributes
// and scheduled jobs.
#pragma once

#include <optional>
#include <string>

#include "shim/attributes_config.h"
#include "shim/mistakes.h"
#include "shim/scheduled_jobs.h"
#include "shim/toml_file.h"

namespace ucs::shim {

/// Reads `[scheduled-job-NN]`, NN being one digit or more. Nothing if a mistake was added.
[[nodiscard]] std::optional<ScheduledJob> read_job(const TomlMember& section,
                                                   const std::string& path, Mistakes& mistakes);

/// Reads `[business-attributes]` with the tenants' sections in it. Those are still under the name
/// the file has for them, DBID or name.
[[nodiscard]] AttributesConfig read_attributes(const TomlValue& section, const std::string& path,
                                               Mistakes& mistakes);

}  // namespace ucs::shim
