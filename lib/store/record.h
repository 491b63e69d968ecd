// SPDX-License-Identifier: MIT
//
// The record codec: one service, with everything in it, as one compact JSON text and back. Stores
// that keep records elsewhere than in this process keep these texts; views of their databases look
// into them by the names below, which are those of exports (docs/seeds.md).
//
//   {"v":1,"service_id":7,"revision":3,"service_type":"booking","customer_id":"c",
//    "updated":1772366400123,"expires":1930132800123,"started":{"timestamp":1772366400123},
//    "extensions":{"Feedback":{"rating":5}},
//    "states":[{"state_id":1,"state_type":"search","started":{…},"completed":{…}}],
//    "tasks":[{"task_id":1,"task_type":9,"state_id":1,"started":{…}}]}
//
// Times are milliseconds since 1970. Members stand in one fixed order; what is absent, empty or
// false is left out. A LongOrString is a JSON integer or string; the values of extensions stand as
// they are kept.
#pragma once

#include <ucs/model.h>
#include <ucs/result.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace ucs {
inline namespace v0 {
namespace store {

/// The version written. A reader knows this one and all before.
inline constexpr std::int64_t kRecordVersion = 1;

/// The bytes of a record: 512 MiB, less than any database's bound of one value.
inline constexpr std::size_t kRecordBytesMax = std::size_t{512} << 20U;

/// Returns the text of a service; read_record makes an equal one of it. Linear. invalid_field: a
/// text in it is not UTF-8, or it has more than kRecordBytesMax bytes. invalid_timestamp: a time
/// lies outside of ucs/time.h's bounds. invalid_extension: a value is no compact JSON text, or has
/// more than kValueDepthMax (lib/store/strict_cursor.h) objects and arrays in each other. The
/// engine lets none of these come this far, but for the size.
[[nodiscard]] Result<std::string> write_record(const Service& service);

/// Returns the service of a text. Linear. internal: the text is damaged, or of a version above
/// kRecordVersion; the message tells what was expected and where. What a damaged text may make is a
/// service with other values, never one that could not be.
[[nodiscard]] Result<ServicePtr> read_record(std::string_view text);

}  // namespace store
}  // namespace v0
}  // namespace ucs
