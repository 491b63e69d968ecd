// SPDX-License-Identifier: MIT
//
// Requests to a fake in one line each, for tests that arrange and look through the API:
//
//   ucs::testing::Client client(fake);
//   client.post("/services/start", R"({"customer_id":"00027a52JCGY000M"})");
//   CHECK(client.get("/services/1").status == 200);
#pragma once

#include <ucs/http.h>
#include <ucs/rules.h>
#include <ucs/testing/fake.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ucs {
inline namespace v0 {
namespace testing {

struct ClientOptions {
  Dialect dialect = Dialect::kV85;
  /// What paths are relative to; without it the dialect's own base, `/genesys/1/cs` or the root.
  std::optional<std::string> base{};
  /// The value of the header ContactCenterId; empty: there is no such header.
  std::string tenant{};
  /// Sent with every request.
  std::vector<http::Header> headers{};
};

/// Sends requests to a fake, which must outlive it and stay where it is. Const methods are
/// thread-safe.
class Client {
 public:
  explicit Client(Fake& fake, ClientOptions options = {});

  /// Sends a request and returns its answer, of the status 0 where a fault leaves it without one.
  /// `path` begins with a slash, and may have a query.
  [[nodiscard]] http::Response get(std::string_view path) const;
  // NOLINTBEGIN(modernize-use-nodiscard): a test may send these for what they do alone
  http::Response post(std::string_view path, std::string_view body = {}) const;
  http::Response put(std::string_view path, std::string_view body = {}) const;
  http::Response del(std::string_view path) const;

  /// Sends a request of any method. A body that is not empty goes as application/json, unless
  /// `headers` or those of the options have a Content-Type.
  http::Response send(std::string_view method, std::string_view path, std::string_view body = {},
                      const std::vector<http::Header>& headers = {}) const;
  // NOLINTEND(modernize-use-nodiscard)

 private:
  Fake& fake_;
  ClientOptions options_;
};

}  // namespace testing
}  // namespace v0
}  // namespace ucs
