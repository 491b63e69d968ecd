// SPDX-License-Identifier: MIT
#include "shim/server.h"

#include <arpa/inet.h>
#include <httplib.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <ucs/detail/ascii.h>
#include <ucs/detail/host.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <functional>
#include <iterator>
#include <limits>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "shim/streamed_body.h"

namespace ucs::shim {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

// A connection is served by one thread from its first byte to its last, so the time at which the
// present request arrived can wait here for the log.
thread_local std::optional<SteadyTime> request_started;

constexpr int kListenBacklog = 511;
constexpr time_t kKeepAliveSeconds = 1;
constexpr std::size_t kKeepAliveRequestsMax = 100000;

// SO_REUSEADDR lets a server come back to its port at once; SO_REUSEPORT, which the library would
// set, lets two servers share a port in silence, and must not be.
void set_listener_options(socket_t listener) {
  const int on = 1;
  ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
}

/// Returns the addresses that a host's name stands for, as numbers, in the order of the system.
std::vector<std::string> addresses_of(const std::string& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* first = nullptr;
  std::vector<std::string> addresses;
  if (::getaddrinfo(host.c_str(), nullptr, &hints, &first) != 0) return addresses;
  for (const addrinfo* entry = first; entry != nullptr; entry = entry->ai_next) {
    std::array<char, NI_MAXHOST> text{};
    if (::getnameinfo(entry->ai_addr, entry->ai_addrlen, text.data(), text.size(), nullptr, 0,
                      NI_NUMERICHOST) == 0) {
      addresses.emplace_back(text.data());
    }
  }
  ::freeaddrinfo(first);
  return addresses;
}

/// Reports whether only this machine can reach an address, given as a number.
bool is_loopback(const std::string& address) {
  in_addr ipv4{};
  in6_addr ipv6{};
  if (::inet_pton(AF_INET, address.c_str(), &ipv4) == 1) return ntohl(ipv4.s_addr) >> 24U == 127;
  if (::inet_pton(AF_INET6, address.c_str(), &ipv6) != 1) return false;
  if (IN6_IS_ADDR_V4MAPPED(&ipv6)) return ipv6.s6_addr[12] == 127;
  return IN6_IS_ADDR_LOOPBACK(&ipv6);
}

// The library decides by method, path and headers how it treats a request, and not well: it reads
// no body of a GET, takes its bytes for the next request instead, matches the path by a regular
// expression that recurses, unpacks a gzip or multipart body, packs answers if it was built to, and
// cuts them to a Range header. So a handler changes what the library sees. The object behind its
// const reference is not const.
httplib::Request& mutable_request(const httplib::Request& source) {
  return const_cast<httplib::Request&>(source);
}

// The method of a request with a body, while the library is shown POST.
thread_local std::string shown_as_post;

bool is_library_header(std::string_view name) {
  return name == "REMOTE_ADDR" || name == "REMOTE_PORT" || name == "LOCAL_ADDR" ||
         name == "LOCAL_PORT";
}

http::Request to_request(const httplib::Request& source) {
  http::Request request;
  request.method = source.method;
  request.target = source.target;
  request.headers.reserve(source.headers.size());
  for (const auto& [name, value] : source.headers) {
    // The library adds four headers of its own that no client sent.
    if (!is_library_header(name)) request.headers.push_back({name, value});
  }
  request.client_address = source.remote_addr;
  return request;
}

void to_response(http::Response&& source, httplib::Response& response) {
  response.status = source.status;
  response.body = std::move(source.body);
  for (const http::Header& header : source.headers) response.set_header(header.name, header.value);
}

/// Returns how long the present request has taken, and forgets it.
std::chrono::microseconds take_duration() {
  if (!request_started) return std::chrono::microseconds(0);
  const SteadyTime started = *std::exchange(request_started, std::nullopt);
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() -
                                                               started);
}

/// What becomes of the connection behind an answer.
enum class Afterwards { kKeep, kClose };

/// Makes the library send a streamed body. A client of HTTP/1.0 knows no chunks: to it the end of
/// the connection is the end of the body.
void set_stream(const httplib::Request& source, httplib::Response& response,
                const std::shared_ptr<StreamedBody>& body, Afterwards afterwards) {
  const std::string type = response.get_header_value("Content-Type");
  response.headers.erase("Content-Type");
  const bool is_chunked = source.version != "HTTP/1.0";
  const bool closes = !is_chunked || afterwards == Afterwards::kClose;
  if (closes) response.set_header("Connection", "close");
  if (source.method == "HEAD") body->leave_away();
  // The library closes the connection when writing fails.
  const auto send = [body, closes](std::size_t, httplib::DataSink& sink) {
    // In one call, because the library asks for no more once the server is to stop, and an answer
    // in flight is to be finished.
    const bool is_sent = body->send([&](std::string_view part) {
      return part.empty() ? sink.is_writable() : sink.write(part.data(), part.size());
    });
    if (is_sent) sink.done();
    return is_sent && !closes;
  };
  if (is_chunked) {
    response.set_chunked_content_provider(type, send);
  } else {
    response.set_content_provider(type, send);
  }
}

/// Reports whether the answer has a streamed body, which logs itself.
bool is_streamed(const httplib::Response& response) {
  return response.content_provider_ && response.content_length_ == 0;
}

/// Makes the library close the connection behind the answer, which it does only when writing fails.
/// Without effect for HEAD.
void close_after(const httplib::Request& source, httplib::Response& response) {
  const std::string type = response.get_header_value("Content-Type");
  const auto body = std::make_shared<const std::string>(std::exchange(response.body, ""));
  if (body->empty()) return;
  response.headers.erase("Content-Type");
  response.set_header("Connection", "close");
  mutable_request(source).ranges.clear();
  response.set_content_provider(body->size(), type,
                                [body](std::size_t offset, std::size_t, httplib::DataSink& sink) {
                                  sink.write(body->data() + offset, body->size() - offset);
                                  return false;
                                });
}

/// Returns what makes it uncertain where the body ends, or an empty text. Two parties that disagree
/// on that take a part of the body for a request.
std::string_view framing_problem(const httplib::Request& source) {
  const std::size_t lengths = source.get_header_value_count("Content-Length");
  const std::string length = source.get_header_value("Content-Length");
  const std::string coding = detail::ascii_lower(source.get_header_value("Transfer-Encoding"));
  if (lengths > 1) return "it has several Content-Length headers";
  if (lengths == 1 && (length.empty() || length.size() > 18 ||
                       length.find_first_not_of("0123456789") != std::string::npos)) {
    return "its Content-Length is no number of bytes";
  }
  if (!source.has_header("Transfer-Encoding")) return "";
  if (lengths == 1) return "it has both Content-Length and Transfer-Encoding";
  if (source.get_header_value_count("Transfer-Encoding") > 1 || coding != "chunked") {
    return "its Transfer-Encoding is not chunked";
  }
  return "";
}

bool has_body(const httplib::Request& source) {
  if (source.has_header("Transfer-Encoding")) return true;
  return source.get_header_value("Content-Length").find_first_of("123456789") != std::string::npos;
}

struct Body {
  std::string text;
  bool is_too_large = false;
  bool is_complete = false;
};

/// Reads the body up to `bytes_max` and drops the rest, so that the next request on the connection
/// begins where it should.
Body read_body(const httplib::ContentReader& read, std::size_t bytes_max) {
  Body body;
  body.is_complete = read([&](const char* data, std::size_t bytes) {
    if (body.is_too_large || bytes > bytes_max - body.text.size()) {
      body.is_too_large = true;
      body.text.clear();
      body.text.shrink_to_fit();
    } else {
      body.text.append(data, bytes);
    }
    return true;
  });
  return body;
}

Error invalid_http(std::string_view reason) {
  return Error{ErrorCode::kInvalidParameter,
               std::string("the request is not valid HTTP/1.1: ").append(reason), ""};
}

/// The error for what the library refuses before a handler sees it: it leaves a status and no body.
Error transport_error(int status) {
  switch (status) {
    case 414:
      return Error{ErrorCode::kInvalidParameter,
                   "the path and query are too long; expected at most 8192 bytes", ""};
    case 416:
      return Error{ErrorCode::kInvalidParameter, "the Range header is malformed", ""};
    default:
      break;
  }
  if (status >= 500) return Error{ErrorCode::kInternal, "the request failed unexpectedly", ""};
  return invalid_http("its first line or its headers are malformed");
}

/// Reports whether the request is for a server of another name.
bool is_foreign_host(const httplib::Request& source) {
  const std::string host = source.get_header_value("Host");
  return !host.empty() && !detail::is_address_or_localhost(host);
}

Error foreign_host() {
  return Error{
      ErrorCode::kForbidden,
      "this server has no users, and so answers under no name but localhost or an address; "
      "give it users (--users-file), or let everybody in (--insecure)",
      "Host"};
}

/// Returns the path of a question for the server's own health, or an empty text.
std::string_view health_check(const httplib::Request& source) {
  if (source.method != "GET" && source.method != "HEAD") return "";
  const std::string_view target = source.target;
  const std::string_view path = target.substr(0, target.find('?'));
  return path == "/healthz" || path == "/readyz" ? path : "";
}

/// Reports whether the library refused a request that has an answer of its own: it knows ten
/// methods only, no second question mark in a target, and no Range but of bytes.
bool is_merely_unusual(const httplib::Request& source, int status) {
  constexpr std::string_view kChanging[] = {"POST", "PUT", "PATCH", "DELETE"};
  constexpr std::string_view kOthers[] = {"GET", "HEAD", "OPTIONS", "TRACE", "CONNECT", "PRI"};
  const auto is_one_of = [&](const auto& methods) {
    return std::find(std::begin(methods), std::end(methods), source.method) != std::end(methods);
  };
  if (is_one_of(kChanging)) return false;  // its body is not known
  if (status == 416) return true;
  if (status != 400 || !source.headers.empty()) return false;
  if (source.version != "HTTP/1.1" && source.version != "HTTP/1.0") return false;
  const bool has_question_marks = !source.path.empty();
  return has_question_marks || !is_one_of(kOthers);
}

}  // namespace

class Server::Impl : private httplib::Server {
 public:
  Impl(const http::Api& api, const Clock& clock, ServerOptions options, Log log)
      : api_(api), clock_(clock), options_(std::move(options)), log_(std::move(log)) {
    set_tcp_nodelay(true);
    set_socket_options(set_listener_options);
    set_keep_alive_timeout(kKeepAliveSeconds);
    set_keep_alive_max_count(kKeepAliveRequestsMax);
    set_payload_max_length(std::numeric_limits<std::size_t>::max());  // read_body has the limit
    new_task_queue = [this] { return new httplib::ThreadPool(options_.threads); };
    set_routes();
    set_error_handler([this](const httplib::Request& source, httplib::Response& response) {
      answer_refused(source, response);
    });
    // Its default would send the exception's text to the client.
    set_exception_handler([](const httplib::Request&, httplib::Response& response,
                             const std::exception_ptr&) { response.status = 500; });
    set_post_routing_handler([this](const httplib::Request&, httplib::Response& response) {
      if (!response.has_header("Date"))
        response.set_header("Date", http::format_date(clock_.now()));
      if (response.status == 204) response.headers.erase("Content-Length");  // RFC 9110, 8.6
    });
    set_logger([this](const httplib::Request& source, const httplib::Response& response) {
      log_answer(source, response);
    });
  }

  Result<int> listen() {
    const std::vector<std::string> addresses = addresses_of(options_.host);
    if (options_.is_loopback_only &&
        !std::all_of(addresses.begin(), addresses.end(), is_loopback)) {
      return Error{ErrorCode::kForbidden,
                   "cannot listen on " + options_.host + ": others than this machine can reach it",
                   ""};
    }
    int port = -1;
    errno = 0;
    for (const std::string& address : addresses) {
      port = options_.port == 0 ? bind_to_any_port(address)
                                : (bind_to_port(address, options_.port) ? options_.port : -1);
      // Left to itself, the library would go on to the next address where a port is in use, and two
      // servers would be at one name and port.
      if (port >= 0 || errno == EADDRINUSE) break;
    }
    if (port < 0) {
      const std::string reason =
          errno == 0 ? "the address is unknown" : std::generic_category().message(errno);
      return Error{
          ErrorCode::kUnavailable,
          "cannot listen on " + options_.host + ":" + std::to_string(options_.port) + ": " + reason,
          ""};
    }
    ::listen(svr_sock_, kListenBacklog);  // the library's own backlog is 5
    return port;
  }

  bool run() {
    const bool is_good = listen_after_bind();
    return is_good || is_stopped_;
  }

  // The library's own stop does nothing before its loop has begun; this one also ends a loop that
  // is about to begin.
  void stop() {
    const std::lock_guard lock(stop_mutex_);
    is_stopped_ = true;
    const socket_t listener = svr_sock_.exchange(INVALID_SOCKET);
    if (listener == INVALID_SOCKET) return;
    ::shutdown(listener, SHUT_RDWR);
    ::close(listener);
  }

 private:
  void set_routes() {
    // Requests without a body are answered before the library looks for a route. All others are
    // shown to it as `POST /`.
    set_pre_routing_handler([this](const httplib::Request& source, httplib::Response& response) {
      request_started = std::chrono::steady_clock::now();
      httplib::Request& request = mutable_request(source);
      request.ranges.clear();
      request.headers.erase("Accept-Encoding");
      if (const std::string_view problem = framing_problem(source); !problem.empty()) {
        refuse(source, invalid_http(problem), 400, response);
        return HandlerResponse::Handled;
      }
      if (options_.is_loopback_only && is_foreign_host(source)) {
        refuse(source, foreign_host(), 403, response);
        return HandlerResponse::Handled;
      }
      if (has_body(source)) {
        shown_as_post = std::exchange(request.method, "POST");
        request.path = "/";
        return HandlerResponse::Unhandled;
      }
      answer(source, to_request(source), response);
      return HandlerResponse::Handled;
    });
    Post("/", [this](const httplib::Request& source, httplib::Response& response,
                     const httplib::ContentReader& read) {
      httplib::Request& shown = mutable_request(source);
      shown.method = shown_as_post;
      http::Request request = to_request(source);
      shown.headers.erase("Content-Type");
      shown.headers.erase("Content-Encoding");
      Body body = read_body(read, api_.options().body_bytes_max);
      if (!body.is_complete) {
        refuse(source, invalid_http("its body is incomplete or not chunked as announced"), 400,
               response);
      } else if (body.is_too_large) {
        if (options_.on_request) options_.on_request(request);
        to_response(api_.refuse(request, http::body_too_large(api_.options().body_bytes_max)),
                    response);
      } else {
        request.body = std::move(body.text);
        answer(source, request, response);
      }
    });
  }

  void answer(const httplib::Request& source, const http::Request& request,
              httplib::Response& response, Afterwards afterwards = Afterwards::kKeep) const {
    if (!health_check(source).empty()) {
      response.status = 200;
      response.set_content(R"({"status":"ok"})", "application/json");
    } else {
      if (options_.on_request) options_.on_request(request);
      http::Response answer = api_.handle(request);
      if (answer.rest == nullptr || !stream(source, answer, response, afterwards))
        to_response(std::move(answer), response);
    }
    if (afterwards == Afterwards::kClose) close_after(source, response);
  }

  /// Answers with a body that is made while it is sent. If the server is to stop, the library would
  /// send none of it: then false, and the answer is an error in its place.
  bool stream(const httplib::Request& source, http::Response& answer, httplib::Response& response,
              Afterwards afterwards) const {
    std::shared_lock begins(stop_mutex_);
    if (is_stopped_) {
      answer = api_.refuse(to_request(source),
                           Error{ErrorCode::kUnavailable, "the server is stopping; try again", ""});
      return false;
    }
    const auto log = [this, entry = entry_of(source, answer.status)](std::size_t body_bytes,
                                                                     std::string_view broken_off) {
      write_log(entry, body_bytes, broken_off);
    };
    const auto body = std::make_shared<StreamedBody>(answer, std::move(begins), log);
    to_response(std::move(answer), response);
    set_stream(source, response, body, afterwards);
    return true;
  }

  /// Answers with an error and closes the connection.
  void refuse(const httplib::Request& source, const Error& error, int status,
              httplib::Response& response) const {
    const http::Request request = to_request(source);
    if (options_.on_request) options_.on_request(request);
    to_response(api_.refuse(request, error), response);
    response.status = status;
    close_after(source, response);
  }

  /// Answers what the library refused before a handler saw it: it leaves a status and no body.
  void answer_refused(const httplib::Request& source, httplib::Response& response) const {
    if (!response.body.empty() || response.content_length_ > 0) return;
    if (is_merely_unusual(source, response.status)) {
      answer(source, to_request(source), response, Afterwards::kClose);
    } else {
      refuse(source, transport_error(response.status), response.status, response);
    }
  }

  void log_answer(const httplib::Request& source, const httplib::Response& response) const {
    if (is_streamed(response)) return;
    write_log(entry_of(source, response.status),
              response.body.empty() ? response.content_length_ : response.body.size(), {});
  }

  [[nodiscard]] AccessEntry entry_of(const httplib::Request& source, int status) const {
    AccessEntry entry;
    entry.client = source.remote_addr.empty() ? "-" : source.remote_addr;  // not known that early
    const std::string_view health = health_check(source);
    entry.request =
        health.empty() ? api_.describe(to_request(source)) : (source.method + " ").append(health);
    entry.status = status;
    return entry;
  }

  void write_log(AccessEntry entry, std::size_t body_bytes, std::string_view broken_off) const {
    entry.time = clock_.now();
    entry.body_bytes = body_bytes;
    entry.duration = take_duration();
    entry.broken_off = broken_off;
    log_(entry);
  }

  const http::Api& api_;
  const Clock& clock_;
  const ServerOptions options_;
  const Log log_;
  std::atomic<bool> is_stopped_{false};
  // Shared by answers whose headers are being sent and whose body begins next; stop waits for them.
  mutable std::shared_mutex stop_mutex_;
};

Server::Server(const http::Api& api, const Clock& clock, ServerOptions options, Log log)
    : impl_(std::make_unique<Impl>(api, clock, std::move(options), std::move(log))) {}
Server::~Server() = default;

Result<int> Server::listen() { return impl_->listen(); }
bool Server::run() { return impl_->run(); }
void Server::stop() { impl_->stop(); }

}  // namespace ucs::shim
