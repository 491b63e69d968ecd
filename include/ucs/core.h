// SPDX-License-Identifier: MIT
//
// The core library in one include: the engine, the in-memory store and the system clock. Needs the
// C++17 standard library and nothing else. JSON and the HTTP layer are in ucs/json.h and ucs/http.h
// (library ucs::ucs).
#pragma once

#include <ucs/clock.h>
#include <ucs/engine.h>
#include <ucs/memory_store.h>
#include <ucs/time.h>
#include <ucs/version.h>
