// SPDX-License-Identifier: MIT
#include "lib/server/server.h"

#include <httplib.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

#include "lib/server/answer.h"
#include "lib/server/gate.h"
#include "lib/server/listener.h"
#include "lib/server/request_checks.h"
#include "lib/server/stop_signal.h"
#include "lib/server/streamed_body.h"

namespace ucs::server {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

// The request that a thread has the library serve, and what the library's answer does not tell.
struct Present {
  const http::Request* request = nullptr;
  const Refusal* refusal = nullptr;  // null: it is whole and right
  bool is_http_1_0 = false;
  SteadyTime started;
  bool is_answered = false;  // by us; else the library is about to answer with an error
  std::string headers;       // as they are sent
  Answer answer;
};
thread_local Present* present = nullptr;

// What clients are told of the connection; nobody counts the requests.
std::string keep_alive(std::chrono::seconds idle_max) {
  return "Keep-Alive: timeout=" + std::to_string(idle_max.count()) + ", max=100000\r\n";
}

// What the library gets to see of a request. All that a client sent, and the library might take for
// something else, has been read before; whether there is a body in the answer is all it decides. A
// request of HTTP/1.0 may be the shortest, and its answer is that of HTTP/1.1.
constexpr std::string_view kShownGet = "GET / HTTP/1.0\r\n\r\n";
constexpr std::string_view kShownHead = "HEAD / HTTP/1.0\r\n\r\n";

// Inserts headers behind those of an answer, if it has any.
void insert_headers(std::string& answer, std::string_view headers) {
  const std::size_t end = answer.find("\r\n\r\n");
  if (end != std::string::npos) answer.insert(end + 2, headers);
}

// Writes a header. One with the end of a line in it would be two, and is left out.
void add_header(std::string& headers, std::string_view name, std::string_view value) {
  const auto has_end = [](std::string_view text) {
    return text.find('\r') != std::string_view::npos || text.find('\n') != std::string_view::npos;
  };
  if (has_end(name) || has_end(value)) return;
  headers.append(name).append(": ").append(value).append("\r\n");
}

// Whether a method overrides one of the library depends on its version.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wsuggest-override"
#ifdef __clang__
#pragma GCC diagnostic ignored "-Winconsistent-missing-override"
#endif
// NOLINTBEGIN(modernize-use-override,readability-convert-member-functions-to-static)
/// A request and the room for its answer as the library sees them, from 0.11 to 0.53.
class Stream final : public httplib::Stream {
 public:
  Stream(std::string_view request, std::string& answer) : request_(request), answer_(answer) {}

  [[nodiscard]] bool is_readable() const override { return !request_.empty(); }
  [[nodiscard]] bool is_writable() const { return true; }
  [[nodiscard]] bool wait_readable() const { return true; }
  [[nodiscard]] bool wait_writable() const { return true; }
  [[nodiscard]] bool is_peer_alive() const { return true; }
  [[nodiscard]] time_t duration() const { return 0; }  // no limit depends on it

  ssize_t read(char* to, size_t size) override {
    const std::size_t taken = request_.copy(to, size);
    request_.remove_prefix(taken);
    return static_cast<ssize_t>(taken);
  }
  ssize_t write(const char* from, size_t size) override {
    answer_.append(from, size);
    return static_cast<ssize_t>(size);
  }

  // The library has no need to know.
  void get_remote_ip_and_port(std::string& /*address*/, int& /*port*/) const override {}
  void get_local_ip_and_port(std::string& /*address*/, int& /*port*/) const override {}
  [[nodiscard]] socket_t socket() const override { return 0; }

 private:
  std::string_view request_;
  std::string& answer_;
};
// NOLINTEND(modernize-use-override,readability-convert-member-functions-to-static)
#pragma GCC diagnostic pop

GateOptions gate_options(const Options& options, const Handler& handler) {
  GateOptions gate;
  gate.threads = options.threads;
  gate.requests_max = options.requests_max;
  gate.buffer_bytes_max = options.buffer_bytes_max;
  gate.connections_max = options.connections_max;
  gate.drain_max = options.drain_max;
  gate.limits.idle_max = options.idle_max;
  gate.limits.header_max = options.header_max;
  gate.limits.body_max = options.body_max;
  gate.limits.stall_max = options.stall_max;
  gate.limits.request.line_bytes_max = options.line_bytes_max;
  gate.limits.request.headers_max = options.headers_max;
  gate.limits.request.header_bytes_max = options.header_bytes_max;
  gate.limits.request.body_bytes_max = handler.body_bytes_max();
  return gate;
}

}  // namespace

class Server::Impl : private httplib::Server, private Answerer {
 public:
  Impl(server::Handler& handler, const Clock& clock, server::Options options, Log log)
      : handler_(handler),
        clock_(clock),
        options_(std::move(options)),
        log_(std::move(log)),
        keep_alive_(keep_alive(options_.idle_max)),
        limits_(gate_options(options_, handler)),
        gate_(limits_, *this, stop_) {
    set_pre_routing_handler([this](const httplib::Request&, httplib::Response& response) {
      respond(response);
      return HandlerResponse::Handled;
    });
    // Their defaults would send the exception's text to the client.
    set_exception_handler([](const httplib::Request&, httplib::Response& response,
                             const std::exception_ptr&) { response.status = 500; });
    set_error_handler([this](const httplib::Request&, httplib::Response& response) {
      if (!present->is_answered)
        refuse({ErrorCode::kInternal, "the request failed unexpectedly", ""}, 500, response);
    });
    set_post_routing_handler(
        [this](const httplib::Request&, httplib::Response& response) { finish_headers(response); });
    if (log_) {
      set_logger([this](const httplib::Request&, const httplib::Response& response) {
        if (present->answer.rest != nullptr) return;  // a streamed body, which logs itself
        write_log(entry_of(response.status), present->started, response.body.size(), {});
      });
    }
  }

  Result<int> listen() {
    const int problem = stop_.problem() != 0 ? stop_.problem() : gate_.problem();
    if (problem != 0) {
      return Error{ErrorCode::kUnavailable,
                   "cannot listen: " + std::generic_category().message(problem), ""};
    }
    return listener_.open(options_.host, options_.port, options_.is_loopback_only);
  }

  ~Impl() override {
    {
      const std::lock_guard lock(delay_mutex_);
      is_over_ = true;
    }
    over_.notify_all();
    if (delay_.joinable()) delay_.join();
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  bool run() {
    gate_.run(listener_);
    listener_.close();
    return is_stopped_;
  }

  void stop() {
    if (is_stopped_.exchange(true)) return;
    if (options_.drain_delay.count() == 0) return stop_now();
    const std::lock_guard lock(delay_mutex_);
    delay_ = std::thread([this] {
      std::unique_lock delay(delay_mutex_);
      over_.wait_for(delay, options_.drain_delay, [this] { return is_over_; });
      stop_now();
    });
  }

 private:
  void stop_now() {
    // Before those who are idle are told, so that no client of theirs can come back.
    listener_.refuse();
    stop_.set();
  }

  using Setup = std::function<void(httplib::Request&)>;

  [[nodiscard]] Answer answer(RequestScanner& scanner, const std::string& client) override {
    http::Request& received = scanner.request();
    received.client_address = client_of(client, received, options_.trusted_proxies);
    Present here;
    here.request = &scanner.request();
    if (scanner.state() == RequestScanner::State::kRefused) here.refusal = &scanner.refusal();
    here.is_http_1_0 = scanner.is_http_1_0();
    here.started = std::chrono::steady_clock::now();
    here.answer.closes = here.refusal != nullptr || scanner.closes() || stop_.is_set();
    present = &here;
    Stream stream(here.request->method == "HEAD" ? kShownHead : kShownGet, here.answer.bytes);
    if (!process(&Impl::process_request, stream)) here.answer.closes = true;
    present = nullptr;
    insert_headers(here.answer.bytes, here.headers);
    if (here.request->method == "HEAD" && here.answer.rest != nullptr) {
      here.answer.rest->leave_away();
      here.answer.rest.reset();
    }
    return std::move(here.answer);
  }

  // Has the library serve a request, as the last of its connection: it then has no Keep-Alive to
  // make. Its function for that has got more and more parameters from 0.11 to 0.53. False: it
  // failed.
  bool process(bool (httplib::Server::*request)(httplib::Stream&, bool, bool&, const Setup&),
               Stream& stream) {
    bool is_last = false;
    return (this->*request)(stream, true, is_last, nullptr);
  }
  template <class... More>
  bool process(bool (httplib::Server::*request)(httplib::Stream&, const std::string&, int,
                                                const std::string&, int, bool, bool&, const Setup&,
                                                More...),
               Stream& stream) {
    bool is_last = false;
    return (this->*request)(stream, "", 0, "", 0, true, is_last, nullptr, More()...);
  }

  /// Gives the library the answer to the present request.
  void respond(httplib::Response& response) const {
    const http::Request& request = *present->request;
    if (present->refusal != nullptr) {
      const int status = present->refusal->status;
      refuse(error_of(request, *present->refusal, limits_.limits.request), status, response);
      if (status == 503) add_header(present->headers, "Retry-After", "1");
    } else if (options_.is_loopback_only && is_foreign_host(request)) {
      refuse(foreign_host(), 403, response);
    } else if (const auto health = health_check(request); !health.empty()) {
      const bool is_good = health == "/healthz" || !is_stopped_;
      http::Response answer;
      answer.status = is_good ? 200 : 503;
      answer.body = is_good ? R"({"status":"ok"})" : R"({"status":"stopping"})";
      answer.content_type = "application/json";
      give(std::move(answer), response);
    } else {
      handle(request, response);
    }
  }

  void handle(const http::Request& request, httplib::Response& response) const {
    if (options_.on_request) options_.on_request(request);
    testing::Exchange exchange = handler_.handle(request);
    present->answer.delivery = exchange.delivery;
    // What takes long is not begun any more when all wait for the end.
    if (exchange.response.rest != nullptr && stop_.is_set()) {
      exchange.response = handler_.refuse(
          request, {ErrorCode::kUnavailable, "the server is stopping; try again", ""});
    }
    if (exchange.response.rest != nullptr) stream(exchange.response);
    give(std::move(exchange.response), response);
  }

  /// Takes the body, which is made while it is sent, out of an answer.
  void stream(http::Response& answer) const {
    StreamedBody::Log log = [](std::size_t, std::string_view) {};
    if (log_) {
      log = [this, entry = entry_of(answer.status), started = present->started](
                std::size_t body_bytes, std::string_view broken_off) {
        write_log(entry, started, body_bytes, broken_off);
      };
    }
    // A client of HTTP/1.0 knows no chunks: to it the end of the connection ends the body.
    if (present->is_http_1_0) present->answer.closes = true;
    present->answer.rest =
        std::make_unique<StreamedBody>(answer, !present->is_http_1_0, std::move(log));
  }

  /// Answers with an error and closes the connection.
  void refuse(const Error& error, int status, httplib::Response& response) const {
    const http::Request& request = *present->request;
    if (options_.on_request) options_.on_request(request);
    give(handler_.refuse(request, error), response);
    if (error.code == ErrorCode::kInvalidParameter) response.status = status;
    present->answer.closes = true;
  }

  /// Gives the library an answer of ours. Its headers are kept from it, as it would copy, sort,
  /// search and print them all.
  void give(http::Response&& source, httplib::Response& response) const {
    present->is_answered = true;
    std::string& headers = present->headers;
    headers.clear();
    headers.reserve(256);
    if (!source.content_type.empty()) add_header(headers, "Content-Type", source.content_type);
    for (const http::Header& header : source.headers)
      add_header(headers, header.name, header.value);
    const auto lacks = [&source](std::string_view name) {
      const auto is_it = [name](const http::Header& header) {
        return detail::equal_ignoring_case(header.name, name);
      };
      return std::none_of(source.headers.begin(), source.headers.end(), is_it);
    };
    const bool is_sized = source.status != 204 && present->answer.rest == nullptr;  // RFC 9110, 8.6
    if (is_sized && lacks("Content-Length"))
      add_header(headers, "Content-Length", std::to_string(source.body.size()));
    if (lacks("Date")) add_header(headers, "Date", http::format_date(clock_.now()));
    // Answers are data of persons: no cache may keep them, no browser take them for a page.
    if (lacks("Cache-Control")) add_header(headers, "Cache-Control", "no-store");
    add_header(headers, "X-Content-Type-Options", "nosniff");
    response.status = source.status;
    response.body = std::move(source.body);
  }

  /// Takes out the headers that the library adds, and says how the connection goes on.
  void finish_headers(httplib::Response& response) const {
    response.headers.clear();
    std::string& headers = present->headers;
    if (present->answer.rest != nullptr && !present->is_http_1_0)
      add_header(headers, "Transfer-Encoding", "chunked");
    if (present->answer.closes) {
      add_header(headers, "Connection", "close");
    } else {
      headers += keep_alive_;
      if (present->is_http_1_0) add_header(headers, "Connection", "keep-alive");
    }
    constexpr std::size_t kStatusLine = 64;
    present->answer.bytes.reserve(kStatusLine + headers.size() + response.body.size());
  }

  [[nodiscard]] AccessEntry entry_of(int status) const {
    AccessEntry entry;
    const http::Request& request = *present->request;
    entry.client = request.client_address.empty() ? "-" : request.client_address;
    const std::string_view health = health_check(request);
    entry.request =
        health.empty() ? handler_.describe(request) : (request.method + " ").append(health);
    entry.status = status;
    return entry;
  }

  void write_log(AccessEntry entry, SteadyTime started, std::size_t body_bytes,
                 std::string_view broken_off) const {
    entry.time = clock_.now();
    entry.body_bytes = body_bytes;
    entry.duration = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - started);
    entry.broken_off = broken_off;
    log_(entry);
  }

  server::Handler& handler_;
  const Clock& clock_;
  const server::Options options_;
  const Log log_;
  const std::string keep_alive_;
  std::atomic<bool> is_stopped_{false};
  StopSignal stop_;
  std::mutex delay_mutex_;  // guards is_over_ and delay_
  std::condition_variable over_;
  bool is_over_ = false;
  std::thread delay_;
  Listener listener_;
  const GateOptions limits_;
  Gate gate_;
};

Server::Server(Handler& handler, const Clock& clock, Options options, Log log)
    : impl_(std::make_unique<Impl>(handler, clock, std::move(options), std::move(log))) {}
Server::~Server() = default;

Result<int> Server::listen() { return impl_->listen(); }
bool Server::run() { return impl_->run(); }
void Server::stop() { impl_->stop(); }

}  // namespace ucs::server
