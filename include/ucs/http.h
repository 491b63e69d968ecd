// SPDX-License-Identifier: MIT
//
// The API over HTTP without a socket: a plain request in, a plain response out. A server of any
// make, an in-process fake and a test all call Api::handle. Part of the library ucs::ucs;
// docs/http-api.md shows every operation.
#pragma once

#include <ucs/access.h>
#include <ucs/engine.h>
#include <ucs/error.h>
#include <ucs/file_exporter.h>
#include <ucs/log_filter.h>
#include <ucs/mode_gate.h>
#include <ucs/result.h>
#include <ucs/rules.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ucs {
inline namespace v0 {
namespace http {

/// One header line. Names of requests are matched in any case.
struct Header {
  std::string name;
  std::string value;
};

/// A request as it came over the wire.
struct Request {
  /// `GET`, `POST`, … in capitals.
  std::string method;
  /// Path and query as sent, still percent-encoded: `/services/1?extensions=*`.
  std::string target;
  std::vector<Header> headers;
  /// The whole body, without any transfer coding.
  std::string body;
  /// The IP address of the other end of the connection, as text; empty when it is not known. Not
  /// what a header says.
  std::string client_address{};
};

/// The rest of a body that is made while it is sent, so that it never stands in memory whole. Used
/// by one thread at a time. Whoever wants no more of it, because it has ended or the client is
/// gone, destroys it; what it holds is held until then. The Api that made it must outlive it.
class BodyStream {
 public:
  BodyStream() = default;
  BodyStream(const BodyStream&) = delete;
  BodyStream& operator=(const BodyStream&) = delete;
  virtual ~BodyStream() = default;

  /// Makes the next part and returns it, perhaps empty though others follow; nothing at the end. An
  /// error means that the rest cannot be made: the transport then ends the connection, so that the
  /// client does not take what it has for the whole. Not to be called again after either. Does not
  /// throw.
  [[nodiscard]] virtual Result<std::optional<std::string>> next() = 0;
};

/// The answer. The transport adds what is its own: Content-Length or Transfer-Encoding, Connection,
/// and Date (format_date) by the clock of the engine.
struct Response {
  int status = 200;
  /// The value of the header Content-Type, a text that is never destroyed; empty: there is no such
  /// header.
  std::string_view content_type;
  /// All other headers.
  std::vector<Header> headers;
  /// The body, or with a `rest` its beginning.
  std::string body;
  /// What follows `body`; null if that is all.
  std::unique_ptr<BodyStream> rest{};

  /// Adds the rest to `body`, if there is one: for tests, and for transports that cannot send what
  /// they do not know the size of. The error of the rest.
  [[nodiscard]] Result<void> complete();

  /// Returns the value of the first header with this name (exact case), Content-Type among them, or
  /// an empty view.
  [[nodiscard]] std::string_view header(std::string_view name) const noexcept;
};

/// One of several who share a server and nothing else (spec 10).
struct Tenant {
  /// Positive. Its decimal digits are the tenant's key in the store (ucs::Scope), so that a tenant
  /// may be renamed.
  std::int64_t dbid = 0;
  std::string name;
};

/// What the status tells of the program's memory, in units of 1,024 bytes.
struct MemoryFigures {
  std::uint64_t max_kb = 0;        ///< what there is for it to have
  std::uint64_t allocated_kb = 0;  ///< what it has asked for
  std::uint64_t used_kb = 0;       ///< what of that is in memory
  std::uint64_t free_kb = 0;       ///< what it could still get now
};

struct ApiOptions {
  /// Serves the v81 dialect under `/` and under each of `v81_base_paths`.
  bool serves_v81 = true;
  /// Serves the v85 dialect under kV85BasePath.
  bool serves_v85 = true;
  /// Further base paths of v81, such as `/cv`. A leading slash is added and a trailing one dropped.
  std::vector<std::string> v81_base_paths;
  /// The largest body of a request, in bytes.
  std::size_t body_bytes_max = std::size_t{1} << 20U;
  /// With tenants, the header ContactCenterId of a request names its own, by DBID or by name, else
  /// the answer is invalid_tenant. Without any, the header is ignored and everything is in the
  /// default tenant. Must satisfy check_tenants.
  std::vector<Tenant> tenants;
  /// Decides who may do what, and must outlive the Api. With it nothing is done, and no path is
  /// told from another, without credentials by HTTP Basic: unauthorized. Without it everybody may
  /// do everything.
  Access* access = nullptr;
  /// Whether a Supervisor may only read (GET, HEAD; else forbidden). If not, the role counts for
  /// nothing.
  bool uses_roles = true;
  /// What the challenge of a 401 calls the place. Control characters are left out.
  std::string realm = "ucs";
  /// The origins whose scripts browsers let use the API (CORS), such as `https://desk.example.com`.
  /// None: CORS is off. Must satisfy check_origins.
  std::vector<std::string> cors_origins;
  /// The gate that requests of services, states and tasks pass; it must outlive the Api. Null: the
  /// Api has its own, in the mode production. Several Apis may share one.
  ModeGate* mode_gate = nullptr;
  /// How a switch of the mode waits for requests in flight, and how long; null for the system's
  /// time.
  SwitchTimer* switch_timer = nullptr;
  std::chrono::milliseconds switch_timeout = ModeGate::kSwitchTimeout;
  /// Looks at the memory of the program for the status, called by any thread; may be empty, and
  /// then the status does not tell of it. Must not throw.
  std::function<MemoryFigures()> memory_probe;
  /// Where exports to files go; it must outlive the Api. Null: there are none (unavailable).
  FileExporter* file_exporter = nullptr;
};

/// Tells what keeps these from being the tenants of one server. invalid_field: a DBID is not
/// positive; a name is empty, longer than 256 characters, not UTF-8, or begins or ends with a
/// blank; or two tenants could be meant by one header, because they share a name or a DBID, or the
/// name of one is the DBID of another. O(n log n).
[[nodiscard]] Result<void> check_tenants(const std::vector<Tenant>& tenants);

/// Tells which of these is no origin as browsers send it: scheme http or https, host, and a port
/// that is not the usual one, in lower case, without a path; `*` and `null` are none.
/// invalid_field.
[[nodiscard]] Result<void> check_origins(const std::vector<std::string>& origins);

/// What a request is for, as far as its method, target and headers tell.
struct Recognized {
  /// The operation's name (operation_names); empty if there is none under this path and method.
  std::string_view operation;
  /// The path below the dialect's base path, as sent and without the query. Refers to the request.
  std::string_view path;
  Dialect dialect = Dialect::kV85;
  /// The key of the tenant it names; empty if it names none, or there are no tenants.
  std::string tenant;
};

inline constexpr std::string_view kV85BasePath = "/genesys/1/cs";

inline constexpr std::size_t kLogPairsMax = 200;

/// The routes of both dialects over one engine, which must outlive it. Thread-safe.
class Api {
 public:
  explicit Api(Engine& engine, const ApiOptions& options = {});
  Api(Api&&) noexcept;
  Api& operator=(Api&&) noexcept;
  ~Api();

  /// Carries out the request and returns its answer; every failure is an answer too, in the body
  /// form of the dialect (spec 8, docs/errors.md). HEAD is answered like GET; the transport leaves
  /// the body away, and asks for no rest of it. Only an export's answer has a rest. Never throws.
  /// The cost is that of the engine's operation plus reading and writing the bodies. Checked in
  /// this order: origin, credentials, role, path, method, tenant, mode, size and type of the body,
  /// ids of the path, query and body.
  [[nodiscard]] Response handle(const Request& request) const;

  /// Returns the answer that refuses `request` with `error` in the dialect its path names. For what
  /// the transport itself must refuse, such as a body it stopped reading.
  [[nodiscard]] Response refuse(const Request& request, const Error& error) const;

  /// Tells what `request` is for, without asking whether it may. Costs as much as finding its
  /// route.
  [[nodiscard]] Recognized recognize(const Request& request) const;

  /// Returns the request's method and path for a log, without personal data: customer_id,
  /// contact_key and extension names are replaced by the name of that part (`GET
  /// /customers/{customer_id}/services/active`), the query is left out, and a path that is no
  /// resource becomes a dash.
  [[nodiscard]] std::string describe(const Request& request) const;

  /// Returns the data of a request as pairs for a log, each as `filter` lets it through: the
  /// variable parts of its path, query parameters, headers, and the members of its body if that is
  /// a JSON object. Members that are extensions, and all that are objects or arrays, count as
  /// extensions, and so does the body of a request that sets one; a body that is not JSON is left
  /// out. At most kLogPairsMax; one more tells how many were left out. Linear in the request.
  [[nodiscard]] std::vector<std::string> log_pairs(const Request& request,
                                                   const LogFilter& filter) const;

  [[nodiscard]] const ApiOptions& options() const noexcept;

 private:
  class Routes;
  std::unique_ptr<const Routes> routes_;
};

/// Returns the names of all operations of both dialects, each once, in the order of the routes:
/// `start_service`, `complete_task`, …
[[nodiscard]] std::vector<std::string_view> operation_names();

/// Returns the method of the operation of this name; empty if there is none. O(n) in operations.
[[nodiscard]] std::string_view operation_method(std::string_view name);

/// Returns a time as the header Date shows it: `Sun, 06 Nov 1994 08:49:37 GMT`. It lies in
/// [kTimestampMin, kTimestampMax] (asserted).
[[nodiscard]] std::string format_date(Timestamp time);

/// Returns the error for a body of more than `body_bytes_max` bytes.
[[nodiscard]] Error body_too_large(std::size_t body_bytes_max);

}  // namespace http
}  // namespace v0
}  // namespace ucs
