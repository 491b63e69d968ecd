// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/engine.h>
#include <ucs/http.h>

#include <memory>

#include "lib/server/handler.h"
#include "tests/support/failing_store.h"
#include "tests/support/test_store.h"

namespace ucs::tests {

/// A whole server but for its transport.
struct World {
  World(const Clock& clock, const http::ApiOptions& api_options,
        const EngineOptions& engine_options)
      : engine(store, clock, engine_options), api(engine, api_options) {}

  const std::unique_ptr<Store> kept = make_test_store();
  FailingStore store{*kept};
  Engine engine;
  http::Api api;
  server::ApiHandler handler{api};
};

}  // namespace ucs::tests
