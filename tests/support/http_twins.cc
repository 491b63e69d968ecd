// SPDX-License-Identifier: MIT
#include "tests/support/http_twins.h"

#include <algorithm>
#include <exception>

#include "tests/support/dump.h"
#include "tests/support/http_transport.h"
#include "tests/support/http_world.h"

namespace ucs::tests {
namespace {

bool has_control_characters(const std::vector<http::Header>& headers) {
  return std::any_of(headers.begin(), headers.end(), [](const http::Header& header) {
    return std::any_of(header.value.begin(), header.value.end(), [](char c) {
      const bool is_control = static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
      return is_control && c != '\t';
    });
  });
}

}  // namespace

struct Twins::Worlds {
  Worlds(const Clock& clock, const http::ApiOptions& api_options,
         const EngineOptions& engine_options)
      : direct(clock, api_options, engine_options),
        behind_socket(clock, api_options, engine_options),
        server(behind_socket.handler, clock) {}

  World direct;
  World behind_socket;
  RunningServer server;
  DirectTransport to_direct{direct.api};
  SocketTransport to_socket{server.port()};
};

Twins::Twins(const http::ApiOptions& api_options, const EngineOptions& engine_options)
    : worlds_(std::make_unique<Worlds>(clock, api_options, engine_options)) {}

Twins::~Twins() {
  // A failed REQUIRE may have come between the two.
  if (std::uncaught_exceptions() == 0) static_cast<void>(dump());
}

Answer Twins::send(const http::Request& request) {
  const http::Response direct = worlds_->to_direct.send(request);
  const bool has_odd_body =
      !request.body.empty() && (request.method == "GET" || request.method == "HEAD");
  if (has_odd_body || has_control_characters(request.headers)) return to_answer(direct);
  const http::Response socket = worlds_->to_socket.send(request);
  const Answer answer = to_answer(direct);
  INFO(request.method << ' ' << request.target);
  CHECK(to_answer(socket) == answer);
  return answer;
}

std::string Twins::dump(const std::vector<std::string>& tenants) {
  std::string text = tests::dump(*worlds_->direct.kept, tenants);
  CHECK(tests::dump(*worlds_->behind_socket.kept, tenants) == text);
  return text;
}

void Twins::fail_store_at(std::size_t call, const Error& error) {
  worlds_->direct.store.fail_at(call, FailingStore::Moment::kBefore, error);
  worlds_->behind_socket.store.fail_at(call, FailingStore::Moment::kBefore, error);
}

void Twins::throw_in_store_at(std::size_t call) {
  worlds_->direct.store.throw_at(call, FailingStore::Moment::kBefore);
  worlds_->behind_socket.store.throw_at(call, FailingStore::Moment::kBefore);
}

void Twins::heal_store() {
  worlds_->direct.store.heal();
  worlds_->behind_socket.store.heal();
}

void Twins::set_settings(const std::shared_ptr<const Settings>& settings) {
  REQUIRE(worlds_->direct.engine.set_settings(settings));
  REQUIRE(worlds_->behind_socket.engine.set_settings(settings));
}

void Twins::run_due() {
  CHECK(worlds_->direct.engine.run_due(1000).has_value());
  CHECK(worlds_->behind_socket.engine.run_due(1000).has_value());
}

void Twins::skip_ids(IdKind kind, std::int64_t count) {
  REQUIRE(worlds_->direct.kept->allocate_ids("", kind, count));
  REQUIRE(worlds_->behind_socket.kept->allocate_ids("", kind, count));
}

}  // namespace ucs::tests
