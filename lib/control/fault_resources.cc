// SPDX-License-Identifier: MIT
//
// Rules of faults.
#include <string>
#include <utility>
#include <vector>

#include "lib/control/body.h"
#include "lib/control/resources.h"
#include "lib/forms/fault_json.h"
#include "lib/forms/json_reader.h"
#include "lib/forms/json_writer.h"
#include "lib/http/message.h"

namespace ucs::control {
namespace {

using testing::ObjectWriter;
using testing::to_list;
using testing::Value;
using testing::write_list;

/// Reads a rule and checks it, so that an error tells where in the document it is.
[[nodiscard]] Result<testing::FaultRule> read_rule(const Value& value, const Call& call) {
  auto rule = testing::read_fault_rule(value);
  if (!rule) return rule;
  const auto checked = testing::check_fault_rule(*rule, call.fake->api_options().tenants);
  if (checked) return rule;
  if (value.path.empty()) return checked.error();
  const Error& error = checked.error();
  return Error{error.code, value.path + ": " + error.message, value.path + "." + error.field};
}

}  // namespace

Answer get_faults(Call& call) {
  return http::json_response(
      write_list(call.fake->faults(), [](const testing::FaultStatus& status) {
        return ObjectWriter()
            .json("rule", testing::write_fault_rule(status.rule))
            .number("matched", status.matched)
            .number("fired", status.fired)
            .done();
      }));
}

Answer post_fault(Call& call) {
  const auto body = json_of(call.request);
  if (!body) return body.error();
  auto rule = read_rule({body->view(), ""}, call);
  if (!rule) return std::move(rule).error();
  const auto name = call.fake->add_fault(*std::move(rule));
  if (!name) return name.error();
  http::Response response = http::json_response(ObjectWriter().text("name", *name).done());
  response.status = 201;
  return response;
}

Answer put_faults(Call& call) {
  const auto body = json_of(call.request);
  if (!body) return body.error();
  const auto elements = to_list({body->view(), ""});
  if (!elements) return elements.error();
  std::vector<testing::FaultRule> rules;
  for (const Value& element : *elements) {
    auto rule = read_rule(element, call);
    if (!rule) return std::move(rule).error();
    rules.push_back(*std::move(rule));
  }
  if (auto set = call.fake->set_faults(std::move(rules)); !set) return std::move(set).error();
  return http::empty_response(204);
}

Answer delete_faults(Call& call) {
  if (auto set = call.fake->set_faults({}); !set) return std::move(set).error();
  return http::empty_response(204);
}

Answer delete_fault(Call& call) {
  if (auto removed = call.fake->remove_fault(call.name); !removed)
    return std::move(removed).error();
  return http::empty_response(204);
}

}  // namespace ucs::control
