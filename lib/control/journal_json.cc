// SPDX-License-Identifier: MIT
#include "lib/control/journal_json.h"

#include <ucs/detail/nearest.h>
#include <ucs/detail/quoted.h>
#include <ucs/testing/fake.h>
#include <ucs/time.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "lib/forms/fault_json.h"
#include "lib/forms/json_writer.h"
#include "lib/http/percent.h"

namespace ucs::control {
namespace {

using testing::NamedValue;
using testing::ObjectReader;
using testing::ObjectWriter;
using testing::RequestQuery;
using testing::to_members;
using testing::to_text;
using testing::unexpected;
using testing::write_list;

constexpr std::array<std::string_view, 6> kParameters = {"operation", "method", "path",
                                                         "tenant",    "status", "fault"};

void read_body(ObjectReader& object, RequestQuery& query) {
  const auto body = object.find("body");
  if (!body) return;
  const auto members = to_members(*body);
  object.fail_with(members);
  if (!members) return;
  for (const NamedValue& member : *members)
    query.body.push_back({member.name, std::string(member.value.json)});
}

void read_headers(ObjectReader& object, RequestQuery& query) {
  const auto headers = object.find("headers");
  if (!headers) return;
  const auto members = to_members(*headers);
  object.fail_with(members);
  if (!members) return;
  for (const NamedValue& member : *members) {
    auto text = to_text(member.value);
    object.fail_with(text);
    if (text) query.headers.push_back({member.name, *std::move(text)});
  }
}

void read_query_members(ObjectReader& object, RequestQuery& query) {
  testing::read_conditions(object, query.when);
  read_body(object, query);
  read_headers(object, query);
  object.read("status", query.status);
  object.read("fault", query.fault);
}

/// Returns which of kParameters a name is.
[[nodiscard]] Result<std::size_t> parameter_of(std::string_view name) {
  const auto found = std::find(kParameters.begin(), kParameters.end(), name);
  if (found != kParameters.end()) return static_cast<std::size_t>(found - kParameters.begin());
  return Error{ErrorCode::kInvalidParameter,
               "there is no parameter " + detail::quoted(name) + "; did you mean " +
                   detail::quoted(detail::nearest(name, {kParameters.begin(), kParameters.end()})) +
                   "?",
               std::string(name)};
}

[[nodiscard]] Result<std::optional<int>> read_status(const std::optional<std::string>& text) {
  if (!text) return std::optional<int>();
  int status = 0;
  const char* const end = text->data() + text->size();
  const auto [stop, error] = std::from_chars(text->data(), end, status);
  if (error == std::errc() && stop == end) return std::optional<int>(status);
  return Error{ErrorCode::kInvalidParameter,
               "status is " + detail::quoted(*text) + "; expected an integer", "status"};
}

[[nodiscard]] std::string write_header(const http::Header& header) {
  return ObjectWriter().text("name", header.name).text("value", header.value).done();
}

}  // namespace

Result<RequestQuery> read_query(const testing::Value& value) {
  RequestQuery query;
  ObjectReader object(value, "a query");
  read_query_members(object, query);
  if (auto done = object.done(); !done) return std::move(done).error();
  return query;
}

Result<RequestQuery> read_query_parameters(std::string_view text) {
  std::array<std::optional<std::string>, kParameters.size()> values;
  while (!text.empty()) {
    const std::string_view pair = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(pair.size() + 1, text.size()));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const std::string_view name = pair.substr(0, equals);
    const auto index = parameter_of(name);
    if (!index) return index.error();
    if (values[*index]) {
      return Error{ErrorCode::kInvalidParameter,
                   "there are several parameters " + detail::quoted(name) + "; expected one",
                   std::string(name)};
    }
    auto value =
        http::percent_decode(pair.substr(std::min(equals + 1, pair.size())), http::Plus::kBlank);
    if (!value) {
      return Error{ErrorCode::kInvalidParameter,
                   std::string(name) + " is not percent-encoded UTF-8", std::string(name)};
    }
    values[*index] = *std::move(value);
  }
  RequestQuery query;
  query.when = {values[0].value_or(""), values[1].value_or(""), values[2].value_or(""),
                values[3].value_or("")};
  const auto status = read_status(values[4]);
  if (!status) return status.error();
  query.status = *status;
  query.fault = values[5].value_or("");
  return query;
}

Result<Question> read_question(const testing::Value& value) {
  Question question;
  ObjectReader object(value, "an expectation");
  read_query_members(object, question.expectation.query);
  const auto times = object.find("times");
  object.read("times", question.expectation.at_least);
  if (times) question.expectation.at_most = question.expectation.at_least;
  for (const char* name : {"at_least", "at_most"}) {
    const auto bound = object.find(name);
    if (times && bound) object.fail(unexpected(*bound, "none, as there is times"));
  }
  if (!times) {
    if (object.find("at_most")) question.expectation.at_least = 0;
    object.read("at_least", question.expectation.at_least);
    object.read("at_most", question.expectation.at_most);
  }
  object.read("wait", question.wait);
  if (question.wait.count() < 0 || question.wait > testing::kEventuallyMax)
    object.fail(unexpected(*object.find("wait"), "a time from 0 to an hour"));
  if (auto done = object.done(); !done) return std::move(done).error();
  return question;
}

std::string write_entry(const testing::JournalEntry& entry) {
  return ObjectWriter()
      .number("number", entry.number)
      .text("time", format_timestamp(entry.time))
      .text("method", entry.method)
      .text("target", entry.target)
      .text("path", entry.path)
      .text("operation", entry.operation)
      .text("tenant", entry.tenant)
      .json("headers", write_list(entry.headers, write_header))
      .text("body", entry.body)
      .number("body_bytes", entry.body_bytes)
      .number("status", entry.status)
      .text("response_body", entry.response_body)
      .number("response_body_bytes", entry.response_body_bytes)
      .text("fault", entry.fault)
      .done();
}

}  // namespace ucs::control
