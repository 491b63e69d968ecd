// SPDX-License-Identifier: MIT
// Threads that start together.
#pragma once

#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace ucs::tests {

/// Calls body(0) to body(count - 1) in a thread each, all at once, and waits for them. `body` does
/// not throw, and does not use the assertions of the test framework.
template <class Body>
void run_threads(std::size_t count, const Body& body) {
  std::atomic<std::size_t> waiting{count};
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < count; ++i) {
    threads.emplace_back([&, i] {
      --waiting;
      while (waiting > 0) std::this_thread::yield();
      body(i);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace ucs::tests
