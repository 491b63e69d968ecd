// SPDX-License-Identifier: MIT
//
// The journal, and its verification.
#include <string>
#include <utility>
#include <vector>

#include "lib/control/body.h"
#include "lib/control/journal_json.h"
#include "lib/control/resources.h"
#include "lib/forms/json_reader.h"
#include "lib/forms/json_writer.h"
#include "lib/http/message.h"

namespace ucs::control {
namespace {

using testing::ObjectWriter;
using testing::to_list;
using testing::Value;
using testing::write_list;

[[nodiscard]] Answer entries(const Call& call, const Result<testing::RequestQuery>& query) {
  if (!query) return query.error();
  const auto found = call.fake->journal(*query);
  if (!found) return found.error();
  return http::json_response(write_list(*found, write_entry));
}

[[nodiscard]] Answer verdict(const testing::Verification& verification) {
  if (verification.refusal) return *verification.refusal;
  ObjectWriter object;
  object.boolean("is_met", verification.is_met);
  if (!verification.is_met) object.text("message", verification.message);
  return http::json_response(object.done());
}

[[nodiscard]] Answer verify_in_order(const Call& call, const Value& value) {
  const auto elements = to_list(value);
  if (!elements) return elements.error();
  std::vector<testing::RequestQuery> queries;
  for (const Value& element : *elements) {
    auto query = read_query(element);
    if (!query) return std::move(query).error();
    queries.push_back(*std::move(query));
  }
  return verdict(call.fake->verify_in_order(queries));
}

}  // namespace

Answer get_journal(Call& call) { return entries(call, read_query_parameters(call.query)); }

Answer query_journal(Call& call) {
  const auto body = json_of(call.request);
  if (!body) return body.error();
  return entries(call, read_query({body->view(), ""}));
}

Answer delete_journal(Call& call) {
  call.fake->clear_journal();
  return http::empty_response(204);
}

Answer verify(Call& call) {
  const auto body = json_of(call.request);
  if (!body) return body.error();
  const Value value{body->view(), ""};
  if (value.json.front() == '[') return verify_in_order(call, value);
  const auto question = read_question(value);
  if (!question) return question.error();
  return verdict(call.fake->eventually(question->wait, question->expectation));
}

}  // namespace ucs::control
