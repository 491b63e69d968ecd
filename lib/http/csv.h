// SPDX-License-Identifier: MIT
//
// Services as CSV (RFC 4180): three tables, one each for services, states and tasks.
#pragma once

#include <ucs/business_attributes.h>
#include <ucs/model.h>

#include <string>

namespace ucs {
inline namespace v0 {
namespace http {

/// Rows of each table.
struct CsvTables {
  std::string services;
  std::string states;
  std::string tasks;
};

/// Returns the first line of each table: the names of its columns.
[[nodiscard]] CsvTables csv_headings();

/// Appends a service, its states and its tasks, each in ascending order of id. A line ends with
/// CR LF. Texts always stand in quotes, numbers and times never; what is absent is empty. The last
/// column has all extensions, as one JSON object. `attributes` may be null; else values are shown
/// as they say (option map-names).
void append_csv(CsvTables& tables, const Service& service, const BusinessAttributes* attributes);

}  // namespace http
}  // namespace v0
}  // namespace ucs
