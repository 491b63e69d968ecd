// SPDX-License-Identifier: MIT
//
// Exports of a tenant's services (spec 3.7). All parameters stand in the query.
#pragma once

#include "lib/http/call.h"

namespace ucs {
inline namespace v0 {
namespace http {

/// Export to stream: a JSON array of service ids, or with `export_content` of services with all
/// that is in them. What does not fit one part follows while it is sent (Response::rest). A failure
/// before that is an answer like any other; one behind it breaks the body off.
[[nodiscard]] Result<Response> export_to_stream(Call& call);

/// Export to files: JSON or CSV, written by the Api's FileExporter. A body is not read. Answers
/// with the names of the files. unavailable: there is no FileExporter, or it fails; nothing is left
/// then.
[[nodiscard]] Result<Response> export_to_files(Call& call);

}  // namespace http
}  // namespace v0
}  // namespace ucs
