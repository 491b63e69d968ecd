// SPDX-License-Identifier: MIT
// Two equal servers, one called directly and one behind a socket. Every request goes to both, and
// they must answer alike to the byte and hold the same afterwards.
#pragma once

#include <ucs/http.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/catch.h"
#include "tests/support/http_answer.h"
#include "tests/support/manual_clock.h"

namespace ucs::tests {

/// Where the dialect is served.
inline std::string base_of(Dialect dialect) {
  return dialect == Dialect::kV81 ? "" : "/genesys/1/cs";
}

inline constexpr Dialect kDialects[] = {Dialect::kV81, Dialect::kV85};

/// The default is a bare `/cv` besides both dialects at their own places.
inline http::ApiOptions with_cv() {
  http::ApiOptions options;
  options.v81_base_paths = {"/cv"};
  return options;
}

class Twins {
 public:
  explicit Twins(const http::ApiOptions& api_options = with_cv(),
                 const EngineOptions& engine_options = {});
  Twins(const Twins&) = delete;
  Twins& operator=(const Twins&) = delete;
  ~Twins();

  /// Sends a request to both and returns their answer. One with control characters in a header, or
  /// of GET or HEAD with a body, goes to the API alone: the server refuses it for its framing.
  Answer send(const http::Request& request);
  Answer send(std::string_view method, std::string_view target, std::string_view body = "",
              std::vector<http::Header> headers = {}) {
    return send({std::string(method), std::string(target), std::move(headers), std::string(body)});
  }

  /// Returns the contents of both stores, of these tenants.
  std::string dump(const std::vector<std::string>& tenants = {""});

  /// Lets the `call`-th call of the store from now on fail, on both.
  void fail_store_at(std::size_t call, const Error& error);
  void throw_in_store_at(std::size_t call);
  void heal_store();
  /// Changes the settings, of both.
  void set_settings(const std::shared_ptr<const Settings>& settings);
  /// Applies what is due, on both.
  void run_due();
  /// Takes ids out of both counters.
  void skip_ids(IdKind kind, std::int64_t count);

  ManualClock clock;

 private:
  struct Worlds;  // compiled once, and not in each test: they take two seconds
  std::unique_ptr<Worlds> worlds_;
};

/// A client that speaks one dialect, under one base path.
class Caller {
 public:
  Caller(Twins& twins, Dialect dialect) : Caller(twins, dialect, base_of(dialect)) {}
  Caller(Twins& twins, Dialect dialect, std::string base)
      : twins_(twins), dialect_(dialect), base_(std::move(base)) {}

  [[nodiscard]] Dialect dialect() const noexcept { return dialect_; }
  [[nodiscard]] bool is_v81() const noexcept { return dialect_ == Dialect::kV81; }
  [[nodiscard]] const std::string& base() const noexcept { return base_; }

  Answer get(std::string_view path) { return twins_.send("GET", base_ + std::string(path)); }
  Answer erase(std::string_view path) { return twins_.send("DELETE", base_ + std::string(path)); }
  Answer post(std::string_view path, std::string_view body = "") {
    return send("POST", path, body);
  }
  Answer put(std::string_view path, std::string_view body) { return send("PUT", path, body); }

  /// Sends JSON.
  Answer send(std::string_view method, std::string_view path, std::string_view body) {
    return twins_.send(method, base_ + std::string(path), body,
                       {{"Content-Type", "application/json"}});
  }

  /// The answer to a request of this caller that reports an error. `path` is without base and
  /// query.
  [[nodiscard]] Answer error(std::string_view method, std::string_view path,
                             const Error& error) const {
    return error_answer(dialect_, method, base_ + std::string(path), error);
  }

  /// Checks that an answer reports `code`, that its message contains each of `named`, and returns
  /// the message.
  std::string check_error(const Answer& answer, std::string_view method, std::string_view path,
                          ErrorCode code, const std::vector<std::string>& named) const {
    const std::string_view without_query = path.substr(0, path.find('?'));
    const std::string message =
        error_message(answer, dialect_, method, base_ + std::string(without_query), code);
    for (const std::string& part : named) CHECK_THAT(message, contains(part));
    return message;
  }

 private:
  Twins& twins_;
  Dialect dialect_;
  std::string base_;
};

/// Sets up services through v85, whose extensions are free, and whose types are optional.
inline void require_created(const Answer& answer) {
  INFO(answer);
  REQUIRE(answer.status == 201);
}

}  // namespace ucs::tests
