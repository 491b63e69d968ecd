// SPDX-License-Identifier: MIT
#include "lib/http/server.h"

#include <ucs/detail/quoted.h>
#include <ucs/json.h>
#include <ucs/version.h>

#include <string>
#include <string_view>

#include "lib/http/message.h"

namespace ucs {
inline namespace v0 {
namespace http {
namespace {

constexpr std::string_view kModes = "production or maintenance";

/// Appends members to an object that is open.
class Members {
 public:
  explicit Members(std::string& out) : out_(out) {}

  void text(std::string_view name, std::string_view value) {
    start(name);
    json::append_string(out_, value);
  }
  void time(std::string_view name, Timestamp value) { text(name, format_timestamp(value)); }
  void number(std::string_view name, std::uint64_t value) {
    start(name);
    out_ += std::to_string(value);
  }

 private:
  void start(std::string_view name) {
    if (out_.back() != '{') out_ += ',';
    json::append_string(out_, name);
    out_ += ':';
  }

  std::string& out_;
};

}  // namespace

ServerState::ServerState(const Engine& engine, const ApiOptions& options)
    : engine_(engine),
      options_(options),
      own_gate_(options.mode_gate == nullptr ? std::make_unique<ModeGate>() : nullptr),
      gate_(options.mode_gate == nullptr ? *own_gate_ : *options.mode_gate),
      started_(engine.now()) {}

std::string ServerState::status() const {
  const Timestamp now = engine_.now();
  const TrafficFigures traffic = traffic_.figures(now);
  std::string body = "{";
  Members members(body);
  members.text("version", kVersion);
  members.time("system_time", now);
  members.text("mode", mode_name(gate_.mode()));
  members.time("started", started_);
  if (traffic.last_request) members.time("last_request", *traffic.last_request);
  if (options_.memory_probe) {
    const MemoryFigures memory = options_.memory_probe();
    members.number("max_memory", memory.max_kb);
    members.number("allocated_memory", memory.allocated_kb);
    members.number("used_memory", memory.used_kb);
    members.number("free_memory", memory.free_kb);
  }
  members.number("request_today", traffic.requests);
  members.number("client_errors_today", traffic.client_errors);
  members.number("server_errors_today", traffic.server_errors);
  body += '}';
  return body;
}

Result<void> ServerState::switch_to(Mode mode) const {
  SystemSwitchTimer system_timer;
  SwitchTimer& timer = options_.switch_timer == nullptr ? system_timer : *options_.switch_timer;
  return gate_.switch_to(mode, timer, options_.switch_timeout);
}

Result<Response> query_status(Call& call) { return json_response(call.server.status()); }

Result<Response> switch_mode(Call& call) {
  const auto body = json::parse_mode(call.request.body);
  if (!body) return body.error();
  if (!body->is_present()) {
    return Error{ErrorCode::kMissingField, std::string("mode is missing; expected ").append(kModes),
                 "mode"};
  }
  const auto mode = find_mode(body->view());
  if (!mode) {
    return Error{ErrorCode::kInvalidField,
                 "mode is " + detail::quoted(body->view()) + "; expected " + std::string(kModes),
                 "mode"};
  }
  if (auto done = call.server.switch_to(*mode); !done) return std::move(done).error();
  std::string text = R"({"server changed":")";
  text.append(mode_name(*mode)).append("\"}");
  Response response = json_response(std::move(text));
  response.headers.push_back({"Location", std::string(call.base) + "/server/status"});
  return response;
}

}  // namespace http
}  // namespace v0
}  // namespace ucs
