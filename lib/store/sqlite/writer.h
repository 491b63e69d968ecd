// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/entity_kind.h>
#include <ucs/model.h>
#include <ucs/result.h>
#include <ucs/store.h>

#include <cstddef>
#include <memory>
#include <string_view>

#include "lib/store/sqlite/connection.h"
#include "lib/store/sqlite/group_commit.h"

namespace ucs {
inline namespace v0 {
namespace sqlite {

/// A service as it is stored.
struct Row {
  std::string_view tenant;
  const Service& service;
  std::string_view record;  ///< lib/store/record.h
};

/// An extension schema as it is stored.
struct SchemaRow {
  std::string_view tenant;
  EntityKind kind;
  std::size_t position;  ///< among those of its kind
  std::string_view name;
  std::string_view definition;
};

/// The connection that writes, and its statements. Not thread-safe; one thread at a time.
class Writer final : public Transactions {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Writer>> make(Connection connection);

  [[nodiscard]] Result<void> begin() override;
  [[nodiscard]] Result<void> commit() override;
  void roll_back() override;

  // Within a transaction. Each returns whether there was something to change.
  [[nodiscard]] Result<bool> insert(const Row& row);
  [[nodiscard]] Result<bool> update(const Row& row, Revision expected);
  [[nodiscard]] Result<bool> erase(std::string_view tenant, ServiceId id, Revision expected);
  [[nodiscard]] Result<void> set_last_id(std::string_view tenant, IdKind kind, std::int64_t last);
  [[nodiscard]] Result<void> insert_schema(const SchemaRow& row);

  /// Makes everything committed last, whatever the durability, and empties the log if nobody reads.
  /// Not within a transaction.
  [[nodiscard]] Result<void> flush();

  [[nodiscard]] Connection& connection() noexcept { return connection_; }

 private:
  explicit Writer(Connection connection) noexcept : connection_(std::move(connection)) {}

  [[nodiscard]] Result<void> prepare();
  static void bind_values(Statement& statement, const Row& row);
  [[nodiscard]] Result<bool> change(Statement& statement);

  Connection connection_;
  Statement begin_;
  Statement commit_;
  Statement roll_back_;
  Statement insert_;
  Statement update_;
  Statement erase_;
  Statement set_last_id_;
  Statement insert_schema_;
};

}  // namespace sqlite
}  // namespace v0
}  // namespace ucs
