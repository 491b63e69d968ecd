// SPDX-License-Identifier: MIT
//
// A connection of libpq as an object, what is sent through it, and what may become of that. Nothing
// blocks for longer than its deadline.
#pragma once

#include <ucs/model.h>
#include <ucs/result.h>
#include <ucs/text.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/store/postgres/deadline.h"

struct pg_conn;
struct pg_result;

namespace ucs {
inline namespace v0 {
namespace postgres {

/// What did not go well.
struct Failure {
  enum class Kind {
    kRefused,  ///< the server said no; nothing was done
    kNotSent,  ///< nothing was sent, or nothing that counts
    kUnknown,  ///< no clear answer came: it was done, or not, or will be
  };

  Kind kind = Kind::kRefused;
  std::string sqlstate;  ///< empty if it is not the server's
  std::string message;   ///< one line

  /// Reports whether somebody else was in the way: the same may go well at once.
  [[nodiscard]] bool is_conflict() const noexcept;
  /// Reports whether the server takes no changes any more, as one that stood by for another.
  [[nodiscard]] bool is_read_only() const noexcept { return sqlstate == "25006"; }
  /// Returns it as what a store returns.
  [[nodiscard]] Error to_error() const;
};

/// A statement that is prepared once on each connection; `name` is empty for one that is not.
/// Parameters count from $1; the types are those the server finds.
struct Statement {
  const char* name;
  const char* sql;
};

/// A statement and its parameters, as text; an absent one is NULL. No text of them has a NUL.
class Call {
 public:
  explicit Call(const Statement& statement) : statement_(&statement) {}

  Call& add(std::string value) {
    parameters_.emplace_back(std::move(value));
    return *this;
  }
  Call& add(std::int64_t value) { return add(std::to_string(value)); }
  Call& add_null() {
    parameters_.emplace_back(std::nullopt);
    return *this;
  }

  [[nodiscard]] const Statement& statement() const noexcept { return *statement_; }
  [[nodiscard]] const std::vector<std::optional<std::string>>& parameters() const noexcept {
    return parameters_;
  }

 private:
  const Statement* statement_;  // of static storage
  std::vector<std::optional<std::string>> parameters_;
};

/// What a statement returned. Rows and columns count from 0.
class Rows {
 public:
  explicit Rows(pg_result* result) noexcept : result_(result) {}

  [[nodiscard]] std::size_t size() const noexcept;
  /// Valid as long as this; "" for NULL.
  [[nodiscard]] std::string_view text(std::size_t row, int column) const noexcept;
  /// Returns 0 for what is no integer.
  [[nodiscard]] std::int64_t integer(std::size_t row, int column) const noexcept;
  /// Returns how many rows the statement changed.
  [[nodiscard]] std::int64_t changes() const noexcept;

 private:
  struct Clearer {
    void operator()(pg_result* result) const noexcept;
  };

  std::unique_ptr<pg_result, Clearer> result_;
};

/// What became of some calls: what each returned, in their order; or a failure of all of them.
struct Replies {
  std::vector<Rows> rows;
  std::optional<Failure> failure;
};

/// The parameters of a connection, by libpq's names.
using Parameters = std::vector<std::pair<std::string, std::string>>;

/// Returns the parameters of a URL (postgresql://…), without defaults. invalid_field: it is none.
[[nodiscard]] Result<Parameters> parse_url(const std::string& url);

/// A connection to one server. Not thread-safe; one thread at a time.
class Connection {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Connection>> open(const Parameters& parameters,
                                                                Deadline deadline);

  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  /// Carries out the calls as one transaction, sent at once. Without a clear answer until the
  /// deadline the connection is lost; nothing is ever cancelled.
  [[nodiscard]] Replies run(const std::vector<const Call*>& calls, Deadline deadline);

  /// Reports whether it can be used, as far as can be seen without asking the server.
  [[nodiscard]] bool is_alive();

 private:
  struct Sent;

  explicit Connection(pg_conn* connection) noexcept : connection_(connection) {}

  [[nodiscard]] std::optional<std::string> connect(Deadline deadline);
  [[nodiscard]] Replies exchange(const std::vector<const Call*>& calls, Deadline deadline);
  [[nodiscard]] bool send(const std::vector<const Call*>& calls, Sent& sent);
  [[nodiscard]] bool send(const Call& call);
  /// Reads what has come; returns whether that was all there is to come.
  [[nodiscard]] bool read(Sent& sent);
  void read_result(pg_result* result, Sent& sent);
  /// Waits until there is something to read, or room to write. False: not until the deadline.
  [[nodiscard]] bool await(bool wants_write, Deadline deadline);
  [[nodiscard]] bool is_prepared(const Statement& statement) const noexcept;
  /// Gives it up, and returns what the calls came to.
  [[nodiscard]] Failure lose(Failure::Kind kind, const std::string& message);
  [[nodiscard]] std::string message() const;

  struct Closer {
    void operator()(pg_conn* connection) const noexcept;
  };

  std::unique_ptr<pg_conn, Closer> connection_;
  std::vector<const Statement*> prepared_;
  // Set when the server says that a commit may be on it alone.
  bool is_unreplicated_ = false;

  static void take_notice(void* self, const pg_result* notice);
};

}  // namespace postgres
}  // namespace v0
}  // namespace ucs
