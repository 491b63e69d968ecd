// SPDX-License-Identifier: MIT
//
// The documented operations over HTTP: each reads its request, calls the engine, and writes the
// answer.
#pragma once

#include "lib/http/call.h"

namespace ucs {
inline namespace v0 {
namespace http {

/// The dialects that have an operation; in another one it does not exist (spec 1).
enum class ServedIn { kBoth, kV81 };

/// Whether an operation works in every mode, or in production only (spec 9).
enum class WorksIn { kProduction, kEveryMode };

/// One line of the API: what a path and a method stand for. Variable parts of the path stand in
/// braces.
struct Operation {
  std::string_view method;
  std::string_view path;
  /// Unlike any other's: `start_service`.
  std::string_view name;
  Handler handler;
  ServedIn served_in = ServedIn::kBoth;
  WorksIn works_in = WorksIn::kProduction;
};

/// Returns every operation. Lines with one path stand together; of two paths that match the same
/// request the first counts, so literal ones come before variable ones.
[[nodiscard]] const std::vector<Operation>& operations();

}  // namespace http
}  // namespace v0
}  // namespace ucs
