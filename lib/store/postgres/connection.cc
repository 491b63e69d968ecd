// SPDX-License-Identifier: MIT
#include "lib/store/postgres/connection.h"

#include <libpq-fe.h>
#include <poll.h>
#include <ucs/detail/assert.h>
#include <ucs/detail/utf8.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <limits>

namespace ucs {
inline namespace v0 {
namespace postgres {
namespace {

constexpr const char* kOutOfStep = "it answered out of step";

/// Returns a message of libpq in one line, as UTF-8.
[[nodiscard]] std::string one_line(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_blank = byte <= 0x20 || byte == 0x7F;
    if (!is_blank) line += c;
    if (is_blank && !line.empty() && line.back() != ' ') line += ' ';
  }
  if (!line.empty() && line.back() == ' ') line.pop_back();
  line.resize(detail::utf8_scan(line).valid_bytes);
  return line;
}

[[nodiscard]] std::string_view field(const pg_result* result, int code) {
  const char* const value = ::PQresultErrorField(result, code);
  return value == nullptr ? std::string_view() : value;
}

/// Returns the failure of a result. Only an error that leaves the session alive is a clear answer:
/// one that ends it may have met a commit that was on its way.
[[nodiscard]] Failure failure_of(const pg_result* result) {
  Failure failure;
  failure.sqlstate = field(result, PG_DIAG_SQLSTATE);
  failure.message = one_line(field(result, PG_DIAG_MESSAGE_PRIMARY));
  const std::string_view detail = field(result, PG_DIAG_MESSAGE_DETAIL);
  if (!detail.empty()) failure.message += " (" + one_line(detail) + ")";
  const std::string_view state = failure.sqlstate;
  constexpr std::string_view kCompletionUnknown = "40003";
  if (field(result, PG_DIAG_SEVERITY_NONLOCALIZED) != "ERROR" || state == kCompletionUnknown ||
      state.substr(0, 2) == "08")
    failure.kind = Failure::Kind::kUnknown;
  return failure;
}

[[nodiscard]] int int_of(std::size_t number) {
  UCS_ASSERT(number <= static_cast<std::size_t>(std::numeric_limits<int>::max()));
  return static_cast<int>(number);
}

/// Waits for an event of a socket. False: not until the deadline.
[[nodiscard]] bool await_socket(int socket, short events, Deadline deadline) {
  for (;;) {
    struct pollfd entry = {socket, events, 0};
    const auto left = time_left(deadline).count();
    const int count = ::poll(&entry, 1, static_cast<int>(std::min<std::int64_t>(left, 1 << 30)));
    if (count > 0) return true;
    if (count == 0 && time_left(deadline).count() == 0) return false;
    if (count < 0 && errno != EINTR) return true;  // what is wrong, the next call of libpq tells
  }
}

}  // namespace

bool Failure::is_conflict() const noexcept {
  return kind == Kind::kRefused && (sqlstate == "40001" || sqlstate == "40P01");
}

Error Failure::to_error() const {
  const std::string reason = message + (sqlstate.empty() ? "" : " [" + sqlstate + "]");
  if (kind == Kind::kNotSent) return {ErrorCode::kUnavailable, reason + "; try again later", ""};
  if (kind == Kind::kUnknown)
    return {ErrorCode::kUnavailable, "the database gives no answer: " + reason, ""};
  const std::string group = sqlstate.substr(0, 2);
  if (group == "54") return {ErrorCode::kInvalidField, "it is too large to be kept: " + reason, ""};
  if (is_conflict()) {
    return {ErrorCode::kUnavailable,
            "others changed the same for too long; try again later: " + reason, ""};
  }
  // Resources, what an operator does, the system; and a server that only reads.
  if (group == "53" || group == "57" || group == "58" || is_read_only())
    return {ErrorCode::kUnavailable, "the database refuses it now: " + reason, ""};
  return {ErrorCode::kInternal, "the database refuses it: " + reason, ""};
}

void Rows::Clearer::operator()(pg_result* result) const noexcept { ::PQclear(result); }

std::size_t Rows::size() const noexcept {
  return static_cast<std::size_t>(::PQntuples(result_.get()));
}

std::string_view Rows::text(std::size_t row, int column) const noexcept {
  const int index = static_cast<int>(row);
  return {::PQgetvalue(result_.get(), index, column),
          static_cast<std::size_t>(::PQgetlength(result_.get(), index, column))};
}

std::int64_t Rows::integer(std::size_t row, int column) const noexcept {
  const std::string_view digits = text(row, column);
  std::int64_t value = 0;
  const auto end = digits.data() + digits.size();
  return std::from_chars(digits.data(), end, value).ptr == end ? value : 0;
}

std::int64_t Rows::changes() const noexcept {
  const std::string_view digits = ::PQcmdTuples(result_.get());
  std::int64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

Result<Parameters> parse_url(const std::string& url) {
  char* message = nullptr;
  ::PQconninfoOption* const options = ::PQconninfoParse(url.c_str(), &message);
  if (options == nullptr) {
    const std::string reason = message == nullptr ? "out of memory" : one_line(message);
    ::PQfreemem(message);
    return Error{ErrorCode::kInvalidField, reason, "url"};
  }
  Result<Parameters> parameters(std::in_place);
  for (const ::PQconninfoOption* option = options; option->keyword != nullptr; ++option) {
    if (option->val != nullptr) parameters->emplace_back(option->keyword, option->val);
  }
  ::PQconninfoFree(options);
  return parameters;
}

void Connection::Closer::operator()(pg_conn* connection) const noexcept { ::PQfinish(connection); }

Connection::~Connection() = default;

Result<std::unique_ptr<Connection>> Connection::open(const Parameters& parameters,
                                                     Deadline deadline) {
  std::vector<const char*> names;
  std::vector<const char*> values;
  for (const auto& [name, value] : parameters) {
    names.push_back(name.c_str());
    values.push_back(value.c_str());
  }
  names.push_back(nullptr);
  values.push_back(nullptr);
  std::unique_ptr<Connection> connection(
      new Connection(::PQconnectStartParams(names.data(), values.data(), 0)));
  if (connection->connection_ == nullptr)
    return Error{ErrorCode::kUnavailable, "no memory for a connection", ""};
  ::PQsetNoticeReceiver(connection->connection_.get(), take_notice, connection.get());
  if (const auto problem = connection->connect(deadline))
    return Error{ErrorCode::kUnavailable, *problem, ""};
  return connection;
}

std::optional<std::string> Connection::connect(Deadline deadline) {
  pg_conn* const raw = connection_.get();
  // Before the socket is writable libpq would wait for that itself, without an end.
  PostgresPollingStatusType next = PGRES_POLLING_WRITING;
  while (next != PGRES_POLLING_OK) {
    if (::PQstatus(raw) == CONNECTION_BAD) return message();
    const short events = next == PGRES_POLLING_WRITING ? POLLOUT : POLLIN;
    if (!await_socket(::PQsocket(raw), events, deadline)) return "it did not answer in time";
    next = ::PQconnectPoll(raw);
    if (next == PGRES_POLLING_FAILED) return message();
  }
  const char* const encoding = ::PQparameterStatus(raw, "server_encoding");
  if (encoding == nullptr || std::string_view(encoding) != "UTF8") {
    return "the encoding of the database is " + std::string(encoding == nullptr ? "" : encoding) +
           "; expected UTF8";
  }
  if (::PQsetnonblocking(raw, 1) != 0 || ::PQenterPipelineMode(raw) != 1) return message();
  return std::nullopt;
}

/// What was sent at once.
struct Connection::Sent {
  /// What the server answers to, in this order: a statement that is prepared, or null for a call.
  std::vector<const Statement*> commands;
  std::size_t next = 0;
  Replies replies;

  /// Reports whether more was answered than sent: libpq before 14.11 and 15.6 may lose the mark at
  /// the end when a commit fails. An error of the commit itself is one answer more.
  [[nodiscard]] bool is_out_of_step() const noexcept { return next > commands.size() + 1; }
};

Replies Connection::run(const std::vector<const Call*>& calls, Deadline deadline) {
  try {
    return exchange(calls, deadline);
  } catch (...) {         // memory, of which so short a text needs none
    connection_.reset();  // what is still to come answers none of the next calls
    Replies replies;
    replies.failure = Failure{Failure::Kind::kUnknown, "", "no memory left"};
    return replies;
  }
}

Replies Connection::exchange(const std::vector<const Call*>& calls, Deadline deadline) {
  Sent sent;
  const auto fail = [&](Failure::Kind kind, const std::string& text) {
    sent.replies.rows.clear();
    sent.replies.failure = lose(kind, text);
    return std::move(sent.replies);
  };
  if (connection_ == nullptr || ::PQstatus(connection_.get()) == CONNECTION_BAD)
    return fail(Failure::Kind::kNotSent, "the connection was lost");
  if (time_left(deadline).count() == 0) {
    sent.replies.failure =
        Failure{Failure::Kind::kNotSent, "", "no time was left to ask the database"};
    return std::move(sent.replies);
  }
  is_unreplicated_ = false;
  // Without the mark at their end the server does not commit what comes before it.
  if (!send(calls, sent)) return fail(Failure::Kind::kNotSent, message());
  for (;;) {
    const int flushed = ::PQflush(connection_.get());
    if (flushed < 0) return fail(Failure::Kind::kUnknown, message());
    if (read(sent)) break;
    if (sent.is_out_of_step()) return fail(Failure::Kind::kUnknown, kOutOfStep);
    if (::PQstatus(connection_.get()) == CONNECTION_BAD)
      return fail(Failure::Kind::kUnknown, message());
    if (!await(flushed > 0, deadline)) {
      return fail(Failure::Kind::kUnknown, "it did not answer in time");
    }
    if (::PQconsumeInput(connection_.get()) == 0) return fail(Failure::Kind::kUnknown, message());
  }
  if (!sent.replies.failure && sent.replies.rows.size() != calls.size())
    return fail(Failure::Kind::kUnknown, kOutOfStep);
  if (!sent.replies.failure && is_unreplicated_) {
    sent.replies.failure = Failure{Failure::Kind::kUnknown, "",
                                   "it did not wait until another server had the change, too"};
  }
  if (sent.replies.failure) sent.replies.rows.clear();
  return std::move(sent.replies);
}

bool Connection::send(const std::vector<const Call*>& calls, Sent& sent) {
  for (const Call* call : calls) {
    const Statement& statement = call->statement();
    const bool is_new =
        *statement.name != '\0' && !is_prepared(statement) &&
        std::find(sent.commands.begin(), sent.commands.end(), &statement) == sent.commands.end();
    if (is_new) {
      if (::PQsendPrepare(connection_.get(), statement.name, statement.sql, 0, nullptr) != 1)
        return false;
      sent.commands.push_back(&statement);
    }
    if (!send(*call)) return false;
    sent.commands.push_back(nullptr);
  }
  return ::PQpipelineSync(connection_.get()) == 1;
}

bool Connection::send(const Call& call) {
  std::vector<const char*> values;
  values.reserve(call.parameters().size());
  for (const auto& parameter : call.parameters())
    values.push_back(parameter ? parameter->c_str() : nullptr);
  const int count = int_of(values.size());
  const Statement& statement = call.statement();
  pg_conn* const raw = connection_.get();
  if (*statement.name == '\0') {
    return ::PQsendQueryParams(raw, statement.sql, count, nullptr, values.data(), nullptr, nullptr,
                               0) == 1;
  }
  return ::PQsendQueryPrepared(raw, statement.name, count, values.data(), nullptr, nullptr, 0) == 1;
}

bool Connection::read(Sent& sent) {
  while (::PQisBusy(connection_.get()) == 0) {
    pg_result* const result = ::PQgetResult(connection_.get());
    if (result == nullptr) {  // the end of what one command returned
      if (::PQstatus(connection_.get()) == CONNECTION_BAD) return false;
      ++sent.next;
      if (sent.is_out_of_step()) return false;
      continue;
    }
    if (::PQresultStatus(result) == PGRES_PIPELINE_SYNC) {
      ::PQclear(result);
      return true;
    }
    read_result(result, sent);
  }
  return false;
}

void Connection::read_result(pg_result* result, Sent& sent) {
  Rows rows(result);
  const ExecStatusType status = ::PQresultStatus(result);
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
    UCS_ASSERT(sent.next < sent.commands.size());
    const Statement* const prepared = sent.commands[sent.next];
    if (prepared != nullptr) return prepared_.push_back(prepared);
    return sent.replies.rows.push_back(std::move(rows));
  }
  if (status == PGRES_PIPELINE_ABORTED || sent.replies.failure) return;
  sent.replies.failure = failure_of(result);
}

bool Connection::await(bool wants_write, Deadline deadline) {
  const auto events = static_cast<short>(wants_write ? POLLIN | POLLOUT : POLLIN);
  return await_socket(::PQsocket(connection_.get()), events, deadline);
}

bool Connection::is_alive() {
  // What came unasked: a notice, a last word, or the end.
  constexpr int kReadsMax = 8;
  for (int i = 0; i < kReadsMax; ++i) {
    if (connection_ == nullptr || ::PQstatus(connection_.get()) == CONNECTION_BAD) return false;
    struct pollfd entry = {::PQsocket(connection_.get()), POLLIN, 0};
    if (::poll(&entry, 1, 0) <= 0) return true;
    if (::PQconsumeInput(connection_.get()) == 0) return false;
  }
  return false;
}

bool Connection::is_prepared(const Statement& statement) const noexcept {
  return std::find(prepared_.begin(), prepared_.end(), &statement) != prepared_.end();
}

Failure Connection::lose(Failure::Kind kind, const std::string& message) {
  connection_.reset();
  return {kind, "", message.empty() ? "the connection was lost" : message};
}

std::string Connection::message() const { return one_line(::PQerrorMessage(connection_.get())); }

void Connection::take_notice(void* self, const pg_result* notice) {
  // The text depends on the language of the server, the function does not.
  const bool is_of_replication =
      field(notice, PG_DIAG_SOURCE_FUNCTION) == "SyncRepWaitForLSN" ||
      field(notice, PG_DIAG_MESSAGE_PRIMARY).find("synchronous replication") !=
          std::string_view::npos;
  if (is_of_replication) static_cast<Connection*>(self)->is_unreplicated_ = true;
}

}  // namespace postgres
}  // namespace v0
}  // namespace ucs
