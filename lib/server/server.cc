// SPDX-License-Identifier: MIT
#include "lib/server/server.h"

#include <httplib.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <iterator>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "lib/server/connection.h"
#include "lib/server/listener.h"
#include "lib/server/request_checks.h"
#include "lib/server/stop_signal.h"
#include "lib/server/streamed_body.h"
#include "lib/server/workers.h"

namespace ucs::server {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

// The request that a thread serves. A connection is served by one thread from its first byte to its
// last, so what the library does not hand to its callbacks can wait here.
struct Present {
  Connection* connection = nullptr;
  std::optional<SteadyTime> started;
  std::string method;        // while the library is shown POST
  bool is_answered = false;  // by us; else the library is about to refuse it
  bool closes = false;       // its connection ends behind the answer
};
thread_local Present present;

constexpr std::size_t kKeepAliveRequestsMax = 100000;  // what clients are told; nobody counts

// The library decides by method, path and headers how it treats a request, and not well: it reads
// no body of a GET, takes its bytes for the next request instead, matches the path by a regular
// expression that recurses, unpacks a gzip or multipart body, packs answers if it was built to, and
// cuts them to a Range header. So a handler changes what the library sees. The object behind its
// const reference is not const.
httplib::Request& mutable_request(const httplib::Request& source) {
  return const_cast<httplib::Request&>(source);
}

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
  present.is_answered = true;
  response.status = source.status;
  response.body = std::move(source.body);
  if (!source.content_type.empty())
    response.set_header("Content-Type", std::string(source.content_type));
  for (const http::Header& header : source.headers) response.set_header(header.name, header.value);
}

// Whether a method overrides one of the library depends on its version.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wsuggest-override"
#ifdef __clang__
#pragma GCC diagnostic ignored "-Winconsistent-missing-override"
#endif
// NOLINTBEGIN(modernize-use-override,readability-convert-member-functions-to-static)
/// A connection as the library sees it, from 0.11 to 0.53.
class Stream final : public httplib::Stream {
 public:
  explicit Stream(Connection& connection) : connection_(connection) {}

  [[nodiscard]] bool is_readable() const override { return connection_.has_received(); }
  [[nodiscard]] bool is_writable() const { return connection_.can_send() && is_peer_alive(); }
  [[nodiscard]] bool wait_readable() const { return connection_.can_receive(); }
  [[nodiscard]] bool wait_writable() const { return connection_.can_send(); }
  [[nodiscard]] bool is_peer_alive() const { return connection_.is_peer_open(); }
  [[nodiscard]] time_t duration() const { return 0; }  // no limit depends on it

  ssize_t read(char* to, size_t size) override { return connection_.read(to, size); }
  ssize_t write(const char* from, size_t size) override { return connection_.write(from, size); }

  void get_remote_ip_and_port(std::string& address, int& port) const override {
    address = connection_.peer().address;
    port = connection_.peer().port;
  }
  void get_local_ip_and_port(std::string& address, int& port) const override {
    address = connection_.own().address;
    port = connection_.own().port;
  }
  // 0.11 refuses to serve a socket that select cannot watch. Nobody selects here.
  [[nodiscard]] socket_t socket() const override {
    return connection_.socket() < FD_SETSIZE ? connection_.socket() : FD_SETSIZE - 1;
  }

 private:
  Connection& connection_;
};
// NOLINTEND(modernize-use-override,readability-convert-member-functions-to-static)
#pragma GCC diagnostic pop

/// Returns how long the present request has taken, and forgets it.
std::chrono::microseconds take_duration() {
  if (!present.started) return std::chrono::microseconds(0);
  const SteadyTime started = *std::exchange(present.started, std::nullopt);
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() -
                                                               started);
}

/// Makes the library send a streamed body. A client of HTTP/1.0 knows no chunks: to it the end of
/// the connection is the end of the body.
void set_stream(const httplib::Request& source, httplib::Response& response,
                const std::shared_ptr<StreamedBody>& body) {
  const std::string type = response.get_header_value("Content-Type");
  response.headers.erase("Content-Type");
  if (source.method == "HEAD") body->leave_away();
  // The library closes the connection when writing fails.
  const auto send = [body](std::size_t, httplib::DataSink& sink) {
    const bool is_sent = body->send([&](std::string_view part) {
      return part.empty() ? sink.is_writable() : sink.write(part.data(), part.size());
    });
    if (is_sent) sink.done();
    return is_sent;
  };
  if (source.version != "HTTP/1.0") {
    response.set_chunked_content_provider(type, send);
  } else {
    present.closes = true;
    response.set_content_provider(type, send);
  }
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
  Impl(server::Handler& handler, const Clock& clock, server::Options options, Log log)
      : handler_(handler), clock_(clock), options_(std::move(options)), log_(std::move(log)) {
    svr_sock_ =
        0;  // the library, whose listener it is not, sends streamed bodies while it is valid
    set_keep_alive_timeout(static_cast<time_t>(options_.idle_max.count()));
    set_keep_alive_max_count(kKeepAliveRequestsMax);
    set_payload_max_length(std::numeric_limits<std::size_t>::max());  // read_body has the limit
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
      if (!present.closes) return;
      response.headers.erase("Connection");
      response.headers.erase("Keep-Alive");
      response.set_header("Connection", "close");
    });
    if (log_) {
      set_logger([this](const httplib::Request& source, const httplib::Response& response) {
        log_answer(source, response);
      });
    }
  }

  Result<int> listen() {
    if (stop_.problem() != 0) {
      return Error{ErrorCode::kUnavailable,
                   "cannot listen: " + std::generic_category().message(stop_.problem()), ""};
    }
    return listener_.open(options_.host, options_.port, options_.is_loopback_only);
  }

  bool run() {
    {
      Workers workers(options_.threads, [this](int socket) { serve(socket); });
      for (int socket = -1; (socket = listener_.accept(stop_)) >= 0;) {
        if (!workers.add(socket)) ::close(socket);
      }
      stop_.set();  // for those who are idle, if nobody else has
    }
    listener_.close();
    return is_stopped_;
  }

  void stop() {
    is_stopped_ = true;
    // Before those who are idle are told, so that no client of theirs can come back.
    listener_.refuse();
    stop_.set();
  }

 private:
  using Setup = std::function<void(httplib::Request&)>;

  /// Serves a connection from its first byte to its last.
  void serve(int socket) {
    Connection connection(socket, stop_);
    Stream stream(connection);
    bool is_last = false;
    while (!is_last && connection.await_request(options_.idle_max)) {
      connection.deliver({});
      present = Present();
      present.connection = &connection;
      const bool is_stopping = stop_.is_set();
      const bool is_good = process(&Impl::process_request, stream, is_stopping, is_last);
      if (!is_good || is_stopping || present.closes || connection.is_spoiled()) break;
    }
    present.connection = nullptr;
  }

  // Reads and answers one request by the library, whose function for that has got more and more
  // parameters from 0.11 to 0.53. Returns false if the connection has ended or failed, and lets
  // `is_last` tell that it is to end.
  bool process(bool (httplib::Server::*request)(httplib::Stream&, bool, bool&, const Setup&),
               Stream& stream, bool closes, bool& is_last) {
    return (this->*request)(stream, closes, is_last, nullptr);
  }
  template <class... More>
  bool process(bool (httplib::Server::*request)(httplib::Stream&, const std::string&, int,
                                                const std::string&, int, bool, bool&, const Setup&,
                                                More...),
               Stream& stream, bool closes, bool& is_last) {
    const Endpoint& peer = present.connection->peer();
    const Endpoint& own = present.connection->own();
    return (this->*request)(stream, peer.address, peer.port, own.address, own.port, closes, is_last,
                            nullptr, More()...);
  }

  void set_routes() {
    // Requests without a body are answered before the library looks for a route. All others are
    // shown to it as `POST /`.
    set_pre_routing_handler([this](const httplib::Request& source, httplib::Response& response) {
      present.started = std::chrono::steady_clock::now();
      httplib::Request& request = mutable_request(source);
      request.ranges.clear();
      request.headers.erase("Accept-Encoding");
      const http::Request received = to_request(source);
      if (const std::string_view problem = framing_problem(received); !problem.empty()) {
        refuse(source, invalid_http(problem), 400, response);
        return HandlerResponse::Handled;
      }
      if (options_.is_loopback_only && is_foreign_host(received)) {
        refuse(source, foreign_host(), 403, response);
        return HandlerResponse::Handled;
      }
      if (has_body(received)) {
        present.method = std::exchange(request.method, "POST");
        request.path = "/";
        return HandlerResponse::Unhandled;
      }
      answer(source, received, response);
      return HandlerResponse::Handled;
    });
    Post("/", [this](const httplib::Request& source, httplib::Response& response,
                     const httplib::ContentReader& read) {
      httplib::Request& shown = mutable_request(source);
      shown.method = present.method;
      http::Request request = to_request(source);
      shown.headers.erase("Content-Type");
      shown.headers.erase("Content-Encoding");
      Body body = read_body(read, handler_.body_bytes_max());
      if (!body.is_complete) {
        refuse(source, invalid_http("its body is incomplete or not chunked as announced"), 400,
               response);
      } else if (body.is_too_large) {
        if (options_.on_request) options_.on_request(request);
        to_response(handler_.refuse(request, http::body_too_large(handler_.body_bytes_max())),
                    response);
      } else {
        request.body = std::move(body.text);
        answer(source, request, response);
      }
    });
  }

  void answer(const httplib::Request& source, const http::Request& request,
              httplib::Response& response) const {
    if (!health_check(request).empty()) {
      response.status = 200;
      response.set_content(R"({"status":"ok"})", "application/json");
    } else {
      if (options_.on_request) options_.on_request(request);
      testing::Exchange answer = handler_.handle(request);
      present.connection->deliver(answer.delivery);
      // What takes long is not begun any more when all wait for the end.
      if (answer.response.rest != nullptr && stop_.is_set()) {
        answer.response = handler_.refuse(
            request, {ErrorCode::kUnavailable, "the server is stopping; try again", ""});
      }
      if (answer.response.rest == nullptr) {
        to_response(std::move(answer.response), response);
      } else {
        stream(source, std::move(answer.response), response);
      }
    }
  }

  /// Answers with a body that is made while it is sent.
  void stream(const httplib::Request& source, http::Response&& answer,
              httplib::Response& response) const {
    StreamedBody::Log log = [](std::size_t, std::string_view) {};
    if (log_) {
      log = [this, entry = entry_of(source, answer.status)](std::size_t body_bytes,
                                                            std::string_view broken_off) {
        write_log(entry, body_bytes, broken_off);
      };
    }
    const auto body = std::make_shared<StreamedBody>(answer, std::move(log));
    to_response(std::move(answer), response);
    set_stream(source, response, body);
  }

  /// Answers with an error and closes the connection.
  void refuse(const httplib::Request& source, const Error& error, int status,
              httplib::Response& response) const {
    const http::Request request = to_request(source);
    if (options_.on_request) options_.on_request(request);
    to_response(handler_.refuse(request, error), response);
    response.status = status;
    present.closes = true;
  }

  /// Answers what the library refused before a handler saw it: it leaves a status and no body.
  void answer_refused(const httplib::Request& source, httplib::Response& response) const {
    if (present.is_answered) return;
    mutable_request(source).ranges.clear();  // or the answer would be cut to them
    if (is_merely_unusual(source, response.status)) {
      answer(source, to_request(source), response);
      present.closes = true;
    } else {
      refuse(source, transport_error(response.status), response.status, response);
    }
  }

  void log_answer(const httplib::Request& source, const httplib::Response& response) const {
    if (response.content_provider_) return;  // a streamed body, which logs itself
    write_log(entry_of(source, response.status), response.body.size(), {});
  }

  [[nodiscard]] AccessEntry entry_of(const httplib::Request& source, int status) const {
    AccessEntry entry;
    entry.client = source.remote_addr.empty() ? "-" : source.remote_addr;  // not known that early
    const http::Request request = to_request(source);
    const std::string_view health = health_check(request);
    entry.request =
        health.empty() ? handler_.describe(request) : (request.method + " ").append(health);
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

  server::Handler& handler_;
  const Clock& clock_;
  const server::Options options_;
  const Log log_;
  std::atomic<bool> is_stopped_{false};
  const StopSignal stop_;
  Listener listener_;
};

Server::Server(Handler& handler, const Clock& clock, Options options, Log log)
    : impl_(std::make_unique<Impl>(handler, clock, std::move(options), std::move(log))) {}
Server::~Server() = default;

Result<int> Server::listen() { return impl_->listen(); }
bool Server::run() { return impl_->run(); }
void Server::stop() { impl_->stop(); }

}  // namespace ucs::server
