// SPDX-License-Identifier: MIT
// Uses ucs::sqlite from outside: what one store kept another one has.
#include <ucs/core.h>
#include <ucs/sqlite_store.h>

#include <cstdio>

int main() {
  const char* const path = "use_sqlite.db";
  std::remove(path);
  ucs::ServiceId id = 0;
  {
    const auto store = ucs::SqliteStore::open(path);
    if (!store) return 1;
    ucs::SystemClock clock;
    ucs::Engine engine(**store, clock);
    ucs::StartService booking;
    booking.customer_id = "c";
    id = engine.start_service(booking).value_or(0);
  }
  const auto store = ucs::SqliteStore::open(path);
  if (!store) return 1;
  const auto service = (*store)->get("", id);
  return id == 1 && service && *service != nullptr ? 0 : 1;
}
