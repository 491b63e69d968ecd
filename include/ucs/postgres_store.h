// SPDX-License-Identifier: MIT
//
// The store in a PostgreSQL database, which several processes share: a service started by one is
// there for all of them at once. Part of the library ucs::postgres; docs/stores.md tells how to
// look into the database, which servers it was tried with, and what happens when one fails.
#pragma once

#include <ucs/result.h>
#include <ucs/store.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ucs {
inline namespace v0 {

struct PostgresOptions {
  /// The file whose first line is the password, read again for each new connection. Empty: libpq
  /// looks for one itself, in the file that PGPASSFILE names, ~/.pgpass, and PGPASSWORD.
  std::string password_file;
  /// How long a call waits for the database, 100 ms to 10 min.
  std::chrono::milliseconds timeout = std::chrono::seconds(5);
  /// The connections, 2 to 256. One of them makes changes; more calls than that wait for one.
  std::size_t connections_max = 9;
  /// The changes that are committed together, 1 to 64.
  std::size_t batch_max = 64;
};

/// A Store in a database. Thread-safe. Changes that come at the same time are sent together, and
/// committed as one transaction, by one of the callers; none ever waits for more to come. Nothing
/// but extension schemas, which are only ever added to, is kept in memory. Starts no thread.
///
/// Any number of stores, in any number of processes, may be open on one database. Ids are taken in
/// blocks of 1,000 for each tenant and kind, so that starting a service is one round trip; so an id
/// is higher than any that this store has handed out, and never one that another store has handed
/// out, but those of several stores are not in the order of time. A store that does not come to an
/// orderly end leaves out the rest of its blocks. (State and task ids of EngineOptions' kService
/// come from the service, without blocks.)
///
/// A call waits for the database for PostgresOptions::timeout at most, also for one that hangs;
/// looking up a host's name is not counted, which libpq does at each connection (a numeric address
/// in `hostaddr` needs none). A connection that was lost is made anew by the next call. get, put_if
/// and erase_if are one round trip, O(log n) for the database; list is one, and a step for each
/// service of the owner; schemas is one, and reads those that were added since the last; tenants is
/// one for each tenant.
///
/// Errors of every method: unavailable when the database cannot be reached, is full, does not
/// answer in time, or takes no changes: nothing was changed. outcome_unknown of those that change
/// something: the change was sent and no answer came, and neither could be found out since. It was
/// made, or was not, or is about to be. internal when the database refuses what it should not, or a
/// record is damaged. invalid_field when something is too large for the database, as a tenant's
/// name of some 2,600 bytes; and of put_if as the other stores.
class PostgresStore final : public Store {
 public:
  /// Opens the database that a URL names, as libpq reads it:
  ///
  ///   postgresql://USER@HOST:PORT/DATABASE
  ///   postgresql://USER@HOST1,HOST2/DATABASE      a group of which one server takes changes
  ///   postgresql:///DATABASE?host=/run/postgresql a socket
  ///
  /// with any parameters of libpq (`?sslmode=require`), all but a password. Tables are made in the
  /// first schema of the search path, unless they are there, also by several stores at once. To a
  /// server that is neither on this machine's loopback nor a socket, the connection is encrypted
  /// and the server's certificate checked (sslmode=verify-full), unless the URL says otherwise.
  ///
  /// unavailable: the database cannot be reached, or is one of a newer version. invalid_field: the
  /// URL is none, or has a password, or an option is out of its bounds. internal: tables cannot be
  /// made. No message has a password.
  [[nodiscard]] static Result<std::unique_ptr<PostgresStore>> open(
      const std::string& url, const PostgresOptions& options = {});

  /// Tells whether `url` may be the URL of a database, without connecting; the error is that of
  /// open.
  [[nodiscard]] static Result<void> check_url(const std::string& url);

  /// Ends it. No call may be under way. Gives back ids that were not taken, as far as it can.
  ~PostgresStore() override;

  [[nodiscard]] Result<ServicePtr> get(std::string_view tenant, ServiceId id) override;
  [[nodiscard]] Result<bool> put_if(std::string_view tenant, const ServicePtr& service,
                                    Revision expected) override;
  [[nodiscard]] Result<bool> erase_if(std::string_view tenant, ServiceId id,
                                      Revision expected) override;
  [[nodiscard]] Result<std::vector<ServicePtr>> list(std::string_view tenant, OwnerKind kind,
                                                     std::string_view owner) override;
  [[nodiscard]] Result<std::vector<ServicePtr>> scan(std::string_view tenant, ServiceId after,
                                                     std::size_t limit) override;
  [[nodiscard]] Result<std::vector<ServicePtr>> list_due(std::string_view tenant, Timestamp until,
                                                         std::size_t limit) override;
  [[nodiscard]] Result<std::int64_t> allocate_ids(std::string_view tenant, IdKind kind,
                                                  std::int64_t count) override;
  [[nodiscard]] Result<SchemaSetPtr> schemas(std::string_view tenant) override;
  [[nodiscard]] Result<bool> create_schema(std::string_view tenant, EntityKind kind,
                                           const SchemaPtr& schema) override;
  [[nodiscard]] Result<std::vector<std::string>> tenants() override;
  /// Does nothing: what was acknowledged is as durable as the server's synchronous_commit says.
  [[nodiscard]] Result<void> flush() override;

 private:
  class Impl;

  explicit PostgresStore(std::unique_ptr<Impl> impl) noexcept;

  std::unique_ptr<Impl> impl_;
};

}  // namespace v0
}  // namespace ucs
