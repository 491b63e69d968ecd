// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/model.h>
#include <ucs/result.h>
#include <ucs/store.h>

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "lib/store/sqlite/connection.h"

namespace ucs {
inline namespace v0 {
namespace sqlite {

/// A connection that reads, and its statements: Store's methods of the same names. Not thread-safe;
/// one thread at a time.
class Reader {
 public:
  using Services = std::vector<ServicePtr>;

  [[nodiscard]] static Result<std::unique_ptr<Reader>> open(const std::string& path);

  [[nodiscard]] Result<ServicePtr> get(std::string_view tenant, ServiceId id);
  [[nodiscard]] Result<Services> list(std::string_view tenant, OwnerKind kind,
                                      std::string_view owner);
  [[nodiscard]] Result<Services> scan(std::string_view tenant, ServiceId after, std::size_t limit);
  [[nodiscard]] Result<Services> list_due(std::string_view tenant, Timestamp until,
                                          std::size_t limit);
  [[nodiscard]] Result<std::vector<std::string>> tenants();

 private:
  explicit Reader(Connection connection) noexcept : connection_(std::move(connection)) {}

  [[nodiscard]] Result<void> prepare();
  /// Returns the services of the rows of a statement, and resets it.
  [[nodiscard]] Result<Services> read_all(Statement& statement);

  Connection connection_;
  Statement get_;
  Statement list_customer_;
  Statement list_contact_;
  Statement scan_;
  Statement list_due_;
  Statement tenants_;
};

/// Readers for whoever needs one; who finds none idle waits. Thread-safe.
class ReaderPool {
 public:
  /// One reader, as long as this lives. Not thread-safe; one thread at a time.
  class Loan {
   public:
    explicit Loan(ReaderPool& pool) : pool_(pool), reader_(pool.take()) {}
    Loan(const Loan&) = delete;
    Loan& operator=(const Loan&) = delete;
    ~Loan() { pool_.give_back(std::move(reader_)); }

    Reader* operator->() const noexcept { return reader_.get(); }

   private:
    ReaderPool& pool_;
    std::unique_ptr<Reader> reader_;
  };

  explicit ReaderPool(std::vector<std::unique_ptr<Reader>> readers) : idle_(std::move(readers)) {}

 private:
  [[nodiscard]] std::unique_ptr<Reader> take();
  void give_back(std::unique_ptr<Reader> reader) noexcept;

  std::mutex mutex_;  // guards idle_
  std::condition_variable given_back_;
  std::vector<std::unique_ptr<Reader>> idle_;  // the last one used is the next: its cache is warm
};

}  // namespace sqlite
}  // namespace v0
}  // namespace ucs
