// SPDX-License-Identifier: MIT
//
// JSON in and out: reads request bodies into the structs of ucs/requests.h, and writes services,
// states and tasks as the API represents them (spec 2). Part of the library ucs::ucs.
//
// Reading is strict: RFC 8259 in valid UTF-8, without byte-order mark, lone surrogate escapes or
// duplicate member names, at most kDepthMax levels and kValuesMax values (ParseLimits). Numbers are
// never converted but where a field is an integer. All functions are thread-safe, linear (O(n log
// n) in the members of one object), and do not recurse.
#pragma once

#include <ucs/business_attributes.h>
#include <ucs/json_text.h>
#include <ucs/model.h>
#include <ucs/requests.h>
#include <ucs/result.h>
#include <ucs/schema.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ucs {
inline namespace v0 {
namespace json {

/// Objects and arrays that may be open at once.
inline constexpr std::size_t kDepthMax = 64;
/// Values of a text: every object, array, string, number, true, false and null; member names do not
/// count.
inline constexpr std::size_t kValuesMax = 100000;
/// Bytes of a text: 1 GiB.
inline constexpr std::size_t kTextBytesMax = std::size_t{1} << 30U;

/// What one text may have, where that is not a request body.
struct ParseLimits {
  /// Objects and arrays that may be open at once; kParsedDepthMax at most (asserted).
  std::size_t depth_max = kDepthMax;
  std::size_t values_max = kValuesMax;
};

/// The bound of ParseLimits::depth_max: room for values of kDepthMax inside of a document.
inline constexpr std::size_t kParsedDepthMax = kDepthMax + 8;

/// Reads one JSON value of any kind. invalid_json: the message tells the offset in bytes, from 0,
/// and the reason.
[[nodiscard]] Result<JsonText> parse_value(std::string_view text, const ParseLimits& limits = {});

// Request bodies: JSON objects; an empty body stands for {}. Members that are no reserved name are
// extensions; reserved names the operation does not use are ignored, whatever their value. Integer
// members also arrive as strings of decimal digits ("24"). Which members are mandatory, and limits
// of texts, are the engine's to check. Common errors:
//
//   invalid_json       not one JSON object of the form above; the message tells the offset in
//                      bytes, from 0. Goes before the others, wherever in the body it is.
//   invalid_field      a known member has a wrong type (null always is one), or an integer is out
//                      of its range; the first such member of the body
//   invalid_timestamp  a time is not of the form of ucs/time.h

/// SRV.1 and SRV.2.
[[nodiscard]] Result<StartService> parse_start_service(std::string_view body);
/// SRV.5.
[[nodiscard]] Result<StartState> parse_start_state(std::string_view body);
/// SRV.8.
[[nodiscard]] Result<StartTask> parse_start_task(std::string_view body);
/// SRV.3, SRV.6 and SRV.9; `state_id` is read for tasks and ignored otherwise.
[[nodiscard]] Result<CompleteActivity> parse_complete_service(std::string_view body);
[[nodiscard]] Result<CompleteActivity> parse_complete_state(std::string_view body);
[[nodiscard]] Result<CompleteActivity> parse_complete_task(std::string_view body);
/// Update Expiration. Members that are no reserved name are ignored.
[[nodiscard]] Result<UpdateExpiration> parse_update_expiration(std::string_view body);
/// The members of a purge's body. Which are mandatory, and what operations there are, is the
/// caller's to check.
struct PurgeBody {
  Text operation;
  std::optional<Timestamp> limit;
};
/// Purge. Other members are ignored.
[[nodiscard]] Result<PurgeBody> parse_purge(std::string_view body);
/// The member `mode` of the body that changes a server's mode, whatever text it is; absent if there
/// is none. Other members are ignored.
[[nodiscard]] Result<Text> parse_mode(std::string_view body);
/// SRV.7. Also missing_field: `from` or `to` is absent; invalid_field: one of them is not an
/// object.
[[nodiscard]] Result<Transition> parse_transition(std::string_view body);

/// Reads the definition of an extension schema (META, spec 7): `name`, `type` ("single-valued" or
/// "multi-valued"), `attributes` (objects of `name`, `type`, `length`, `mandatory`, `default`) and
/// `unique`. Types are read in any case; `length` and `mandatory` also arrive as strings ("64",
/// "true"), and `unique` as one string with commas. Other members are ignored. Names, bounds and
/// what else must fit together are the engine's to check. Errors as above, with the path of a
/// member (`attributes[2].type`); missing_field: `name`, `type` or `attributes` is absent, or an
/// attribute's `name` or `type`.
[[nodiscard]] Result<Schema> parse_schema(std::string_view body);

/// Which extensions an answer shows. The default shows none.
struct NameSelection {
  bool is_all = false;
  std::vector<std::string> names;
  /// Whether letters of ASCII match in either case (v81).
  bool ignores_case = false;

  [[nodiscard]] bool contains(std::string_view name) const;
};

/// Which optional parts an answer shows (spec 5). The default shows none.
struct Inclusion {
  bool active_states = false;
  bool completed_states = false;
  bool active_tasks = false;
  bool completed_tasks = false;
  NameSelection service_extensions;
  NameSelection state_extensions;
  NameSelection task_extensions;
  /// If they map names (spec 6), a stored DBID is shown as the name of its value. Null for none;
  /// must outlive the call.
  const BusinessAttributes* attributes = nullptr;

  /// Returns the inclusion of all states, tasks and extensions.
  [[nodiscard]] static Inclusion everything() {
    Inclusion all;
    all.active_states = true;
    all.completed_states = true;
    all.active_tasks = true;
    all.completed_tasks = true;
    all.service_extensions.is_all = true;
    all.state_extensions.is_all = true;
    all.task_extensions.is_all = true;
    return all;
  }
};

/// Appends the representation of a service (spec 2.2). Nested arrays are in the order of lists: by
/// start time, then id. Every task asked for appears once: inside its state if that state is shown,
/// else in the service's own array. O(n log n) in the states and tasks shown.
void append_service(std::string& out, const Service& service, const Inclusion& inclusion);

/// Appends the representation of a state of `service` as the outermost object.
void append_state(std::string& out, const Service& service, const State& state,
                  const Inclusion& inclusion);

/// Appends the representation of a task of `service` as the outermost object.
void append_task(std::string& out, const Service& service, const Task& task,
                 const Inclusion& inclusion);

/// Appends a JSON array of services.
void append_services(std::string& out, const std::vector<ServicePtr>& services,
                     const Inclusion& inclusion);

/// Appends a JSON array of states of `service`, each as an outermost object. The service's tasks
/// are gone through once for all of them.
void append_states(std::string& out, const Service& service,
                   const std::vector<const State*>& states, const Inclusion& inclusion);

/// Appends a JSON array of tasks of `service`, each as an outermost object.
void append_tasks(std::string& out, const Service& service, const std::vector<const Task*>& tasks,
                  const Inclusion& inclusion);

/// Appends the definition of an extension schema. Members that are optional and absent are left
/// out; `mandatory` is always there.
void append_schema(std::string& out, const Schema& schema);

/// Appends a JSON array of definitions.
void append_schemas(std::string& out, const std::vector<SchemaPtr>& schemas);

/// Appends one of the business attributes `all` (spec 6): its name, dbid, display_name,
/// description, map_name (whether DBIDs are shown as names), cv_attributes (the fields mapped to
/// it) and values. Every member is there.
void append_business_attribute(std::string& out, const BusinessAttributes& all,
                               const BusinessAttribute& attribute);

/// Appends a JSON array of them; an empty one for null.
void append_business_attributes(std::string& out, const BusinessAttributes* all);

/// Appends `text` as a JSON string. Bytes that are not UTF-8 become U+FFFD, one for each.
void append_string(std::string& out, std::string_view text);

}  // namespace json
}  // namespace v0
}  // namespace ucs
