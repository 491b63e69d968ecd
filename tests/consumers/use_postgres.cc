// SPDX-License-Identifier: MIT
// Uses ucs::postgres from outside. No server is there; what a store says of that is its own.
#include <ucs/core.h>
#include <ucs/postgres_store.h>

int main() {
  if (!ucs::PostgresStore::check_url("postgresql://ucs@db.example.com/ucs")) return 1;
  const auto store = ucs::PostgresStore::open("postgresql://ucs@127.0.0.1:1/ucs");
  return !store && store.error().code == ucs::ErrorCode::kUnavailable ? 0 : 1;
}
