// SPDX-License-Identifier: MIT
#include "lib/testing/verification.h"

#include <ucs/detail/ascii.h>
#include <ucs/detail/nearest.h>
#include <ucs/detail/quoted.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "lib/testing/body_member.h"
#include "lib/testing/conditions.h"

namespace ucs {
inline namespace v0 {
namespace testing {
namespace {

using ucs::detail::quoted;
using ucs::detail::tamed;

// More of them help nobody.
constexpr std::size_t kShownMax = 3;

/// Collects what differs, and how much.
class Comparison {
 public:
  void text(std::string_view name, std::string_view actual, std::string_view expected) {
    if (expected.empty() || actual == expected) return;
    const std::size_t most = ucs::detail::kComparedBytesMax;
    differ(std::string(name) + " is " + quoted(actual) + ", expected " + quoted(expected),
           ucs::detail::edit_distance(actual.substr(0, most), expected.substr(0, most)));
  }

  void path(std::string_view actual, std::string_view pattern) {
    if (pattern.empty() || path_matches(pattern, actual)) return;
    text("path", actual, pattern);
  }

  void header(const std::vector<http::Header>& headers, const http::Header& expected) {
    const std::string name = "header " + expected.name;
    const http::Header* found = nullptr;
    for (const http::Header& header : headers) {
      if (!ucs::detail::equal_ignoring_case(header.name, expected.name)) continue;
      if (header.value == expected.value) return;
      found = &header;
    }
    if (found == nullptr) return differ("there is no " + name, ucs::detail::kComparedBytesMax);
    differ(name + " is " + quoted(found->value) + ", expected " + quoted(expected.value), 1);
  }

  void body(const JournalEntry& entry, const std::vector<BodyMember>& members) {
    for (const BodyMember& member : members) {
      if (auto difference = body_difference(entry, member)) differ(*std::move(difference), 1);
    }
  }

  void status(int actual, std::optional<int> expected) {
    if (!expected || actual == *expected) return;
    differ("status is " + std::to_string(actual) + ", expected " + std::to_string(*expected), 1);
  }

  std::vector<std::string> words{};
  std::size_t distance = 0;

 private:
  void differ(std::string text, std::size_t by) {
    words.push_back(std::move(text));
    // One condition that fails weighs more than any text that differs.
    distance += 1000 + by;
  }
};

[[nodiscard]] Comparison compare(const JournalEntry& entry, const RequestQuery& query) {
  Comparison comparison;
  comparison.text("operation", entry.operation, query.when.operation);
  comparison.text("method", entry.method, query.when.method);
  comparison.path(entry.path, query.when.path);
  comparison.text("tenant", entry.tenant, query.when.tenant);
  comparison.body(entry, query.body);
  for (const http::Header& header : query.headers) comparison.header(entry.headers, header);
  comparison.status(entry.status, query.status);
  comparison.text("fault", entry.fault, query.fault);
  return comparison;
}

[[nodiscard]] bool matches(const JournalEntry& entry, const RequestQuery& query) {
  // Mostly that alone tells.
  if (!satisfies({entry.operation, entry.method, entry.path, entry.tenant}, query.when))
    return false;
  return differences(entry, query).empty();
}

/// Returns the query in words, behind `noun`: `request with operation "start_task" and status 201`.
[[nodiscard]] std::string describe(std::string noun, const RequestQuery& query) {
  std::vector<std::string> parts;
  const auto add = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) parts.push_back(std::string(name) + " " + quoted(value));
  };
  add("operation", query.when.operation);
  add("method", query.when.method);
  add("path", query.when.path);
  add("tenant", query.when.tenant);
  for (const BodyMember& member : query.body)
    parts.push_back("body member " + quoted(member.name) + " of " + tamed(member.json));
  for (const http::Header& header : query.headers) add("header " + header.name, header.value);
  if (query.status) parts.push_back("status " + std::to_string(*query.status));
  add("fault", query.fault);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    noun += i == 0 ? " with " : i + 1 == parts.size() ? " and " : ", ";
    noun += parts[i];
  }
  return noun;
}

[[nodiscard]] std::string wanted(const Expectation& expectation) {
  const std::string least = std::to_string(expectation.at_least);
  if (expectation.at_most == 0) return "no";
  if (expectation.at_most == expectation.at_least) return "exactly " + least;
  if (expectation.at_most == std::numeric_limits<std::size_t>::max()) return "at least " + least;
  const std::string most = std::to_string(expectation.at_most);
  return expectation.at_least == 0 ? "at most " + most : least + " to " + most;
}

/// Returns the lines of those entries, from `first` on, that come closest to the query without
/// matching it.
[[nodiscard]] std::string nearest_lines(const std::vector<JournalEntry>& entries, std::size_t first,
                                        const RequestQuery& query) {
  std::vector<std::pair<Comparison, const JournalEntry*>> others;
  for (std::size_t i = first; i < entries.size(); ++i) {
    Comparison comparison = compare(entries[i], query);
    if (!comparison.words.empty()) others.emplace_back(std::move(comparison), &entries[i]);
  }
  std::stable_sort(others.begin(), others.end(), [](const auto& a, const auto& b) {
    return a.first.distance < b.first.distance;
  });
  std::string text;
  for (std::size_t i = 0; i < others.size() && i < kShownMax; ++i) {
    text += "\n  near: " + testing::describe(*others[i].second) + ": ";
    for (const std::string& difference : others[i].first.words)
      text += (&difference == others[i].first.words.data() ? "" : "; ") + difference;
  }
  return text;
}

[[nodiscard]] std::string dropped_line(const Journal::Contents& contents) {
  if (contents.dropped == 0) return {};
  return "\n  the journal no longer has " + std::to_string(contents.dropped) +
         " earlier requests; clear it before what is to be verified, or let it keep more";
}

[[nodiscard]] std::size_t count(const Journal::Contents& contents, const RequestQuery& query) {
  const auto found =
      std::count_if(contents.entries.begin(), contents.entries.end(),
                    [&](const JournalEntry& entry) { return matches(entry, query); });
  return static_cast<std::size_t>(found);
}

}  // namespace

std::vector<std::string> differences(const JournalEntry& entry, const RequestQuery& query) {
  return compare(entry, query).words;
}

bool is_met(const Journal::Contents& contents, const Expectation& expectation) {
  const std::size_t found = count(contents, expectation.query);
  // What is not kept any more might have matched, too.
  const bool is_bounded = expectation.at_most != std::numeric_limits<std::size_t>::max();
  if (is_bounded && contents.dropped > 0) return false;
  return found >= expectation.at_least && found <= expectation.at_most;
}

std::string explain(const Journal::Contents& contents, const Expectation& expectation) {
  std::vector<const JournalEntry*> found;
  for (const JournalEntry& entry : contents.entries) {
    if (matches(entry, expectation.query)) found.push_back(&entry);
  }
  const bool is_one = expectation.at_most == 1 || wanted(expectation) == "at least 1";
  std::string text = "expected " + wanted(expectation) + " " +
                     describe(is_one ? "request" : "requests", expectation.query) + "; there " +
                     (found.size() == 1 ? "was " : "were ") + std::to_string(found.size()) +
                     " among " + std::to_string(contents.entries.size()) + " in the journal";
  for (std::size_t i = 0; i < found.size() && i < kShownMax; ++i)
    text += "\n  matches: " + testing::describe(*found[i]);
  if (found.size() > kShownMax)
    text += "\n  and " + std::to_string(found.size() - kShownMax) + " more";
  if (found.size() < expectation.at_least)
    text += nearest_lines(contents.entries, 0, expectation.query);
  return text + dropped_line(contents);
}

Verification verify_order(const Journal::Contents& contents,
                          const std::vector<RequestQuery>& queries) {
  const std::vector<JournalEntry>& entries = contents.entries;
  std::size_t next = 0;
  for (std::size_t step = 0; step < queries.size(); ++step) {
    const std::size_t first = next;
    while (next < entries.size() && !matches(entries[next], queries[step])) ++next;
    if (next < entries.size()) {
      ++next;
      continue;
    }
    std::string text = "expected a " + describe("request", queries[step]) + " as step " +
                       std::to_string(step + 1) + " of " + std::to_string(queries.size());
    text += first == 0 ? "; there is none"
                       : "; there is none after " + testing::describe(entries[first - 1]);
    for (std::size_t i = 0; i < first; ++i) {
      if (!matches(entries[i], queries[step])) continue;
      text += "\n  too early: " + testing::describe(entries[i]);
      break;
    }
    return {false, text + nearest_lines(entries, first, queries[step]) + dropped_line(contents)};
  }
  return {true};
}

Result<void> check_query(const RequestQuery& query, const std::vector<http::Tenant>& tenants) {
  if (auto checked = check_conditions(query.when, tenants); !checked) return checked;
  for (const BodyMember& member : query.body) {
    if (auto checked = check_body_member(member); !checked) return checked;
  }
  if (!query.status || *query.status == 0 || (*query.status >= 100 && *query.status <= 599))
    return {};
  return Error{
      ErrorCode::kInvalidField,
      "status is " + std::to_string(*query.status) + "; expected 100 to 599, or 0 for no answer",
      "status"};
}

Result<void> check_expectation(const Expectation& expectation,
                               const std::vector<http::Tenant>& tenants) {
  if (auto checked = check_query(expectation.query, tenants); !checked) return checked;
  if (expectation.at_most >= expectation.at_least) return {};
  return Error{ErrorCode::kInvalidField,
               "at_most is " + std::to_string(expectation.at_most) + "; expected at_least, " +
                   std::to_string(expectation.at_least) + ", or more",
               "at_most"};
}

}  // namespace testing
}  // namespace v0
}  // namespace ucs
