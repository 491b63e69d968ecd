// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/testing/detail/conformance_due.h>
#include <ucs/testing/detail/conformance_lists.h>
#include <ucs/testing/detail/conformance_races.h>
#include <ucs/testing/detail/conformance_records.h>
#include <ucs/testing/detail/conformance_schemas.h>
#include <ucs/testing/detail/conformance_tenants.h>
#include <ucs/testing/detail/store_under_test.h>
#include <ucs/testing/store_conformance.h>

#include <memory>
#include <string>
#include <vector>

namespace ucs {
inline namespace v0 {
namespace testing {

inline std::vector<std::string> ConformanceCase::run(const StoreFactory& make_store) const {
#if defined(__cpp_exceptions)
  try {
#endif
    const std::unique_ptr<Store> store = make_store();
    if (store == nullptr) return {"the factory: expected a store, got none"};
    detail::StoreUnderTest under_test(*store);
    under_test.guarded([&] { body_(under_test); });
    return under_test.failures();
#if defined(__cpp_exceptions)
  } catch (...) {
    return {"the factory: expected a store, got an exception"};
  }
#endif
}

namespace detail {

/// The rules of services: what put_if, get and erase_if do, and lists and scans return.
[[nodiscard]] inline std::vector<ConformanceCase> service_cases() {
  return {
      {"tenants share neither records, lists nor ids, and any text names one",
       tenants_share_nothing},
      {"a change is seen by every get, list and scan that begins after it returned",
       changes_are_seen_by_others},
      {"get returns an empty pointer when there is no record", get_of_nothing},
      {"get returns the record as it was put, with everything in it", get_returns_all},
      {"a record that was returned never changes", get_returns_values_that_stay},
      {"put_if stores a new record if and only if expected is 0", put_new},
      {"put_if replaces a record if and only if its revision is the expected one", put_over},
      {"put_if takes revisions in any order", put_takes_any_revision},
      {"a record is listed under its customer_id and its contact_key, each if present", put_lists},
      {"a record that changes owners leaves its former lists", put_moves},
      {"a refused put_if changes neither the record nor its lists", refused_put},
      {"of 8 calls of put_if with one expected revision exactly one returns true", race_to_replace},
      {"of 8 calls of put_if for one new record exactly one returns true", race_to_be_first},
      {"no reader sees a part of a change", readers_see_whole_records},
      {"erase_if removes the record and its list entries", erase_removes},
      {"erase_if of another revision, or of no record, removes nothing", refused_erase},
      {"an erased record can be stored anew", put_after_erase},
      {"of calls of erase_if and put_if with one expected revision exactly one returns true",
       race_to_erase},
      {"list is in ascending order of id, whatever the order of the puts", list_is_ordered},
      {"list compares owners byte by byte and keeps customers and contacts apart", list_is_exact},
      {"list and scan return whole records", list_and_scan_return_records},
      {"scan returns pages in ascending order of id until there are no more", scan_pages},
      {"scan begins behind the id given, which may be any number", scan_starts_behind},
      {"scan passes over erased records", scan_of_gaps},
      {"scan and list return what is there all the time while others write",
       scan_while_others_write},
      {"list_due returns what is due until then, by time and id, limit at most", due_is_ordered},
      {"list_due follows every change, and asking changes nothing", due_follows_changes},
      {"list_due counts auto-completion while a service is active", due_counts_auto_completion},
      {"list_due keeps tenants apart", due_of_tenants},
      {"list_due serves the first and the last time there is", due_at_the_edges},
      {"list_due returns what is due all the time while others write", due_while_others_write},
      {"threads that work on records of their own do not disturb each other",
       threads_on_their_own_records},
  };
}

/// The rules of ids, schemas and tenants, and of flush.
[[nodiscard]] inline std::vector<ConformanceCase> tenant_cases() {
  return {
      {"allocate_ids begins at 1, and each call returns more than any id taken before", ids_ascend},
      {"allocate_ids counts the kinds apart", ids_by_kind},
      {"an id is not handed out again after its record was erased", ids_stay_taken},
      {"an id is never handed out twice to threads", race_for_ids},
      {"allocate_ids refuses ids above the bound and still gives those below it", ids_run_out},
      {"a tenant has no extension schemas at first", no_schemas_at_first},
      {"schemas returns those created, with everything in them, by kind in the order of creation",
       schemas_are_kept},
      {"tenants share no schemas", schemas_of_tenants},
      {"create_schema refuses a name that the kind has, not case-sensitive", schema_twice},
      {"a set of schemas that was returned never changes", schema_sets_stay},
      {"of 8 calls of create_schema with one name exactly one returns true, and its schema is kept",
       race_to_create},
      {"calls of create_schema with other names do not undo each other, and are seen at once",
       race_of_names},
      {"tenants are those that have a record, a schema or ids taken, and no others",
       tenants_have_something},
      {"a tenant whose last record was erased is none, unless it has a schema or ids taken",
       tenants_end},
      {"tenants are in ascending order of bytes, each once", tenants_are_ordered},
      {"a tenant is there as soon as its first change returned, while others write",
       tenants_while_others_write},
      {"flush succeeds and keeps everything", flush_keeps},
  };
}

}  // namespace detail

inline std::vector<ConformanceCase> store_conformance_cases() {
  std::vector<ConformanceCase> cases = detail::service_cases();
  const std::vector<ConformanceCase> others = detail::tenant_cases();
  cases.insert(cases.end(), others.begin(), others.end());
  return cases;
}

}  // namespace testing
}  // namespace v0
}  // namespace ucs
