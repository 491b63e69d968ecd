// SPDX-License-Identifier: MIT
// The poller, by epoll as part of the server's tests and by poll in a program of its own.
#include "lib/server/poller.h"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <thread>
#include <vector>

#include "tests/catch.h"

namespace {

using ucs::server::Poller;

/// Two ends of a connection: what is sent by one can be read `here`, at the other.
class Pair {
 public:
  Pair() { REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends_.data()) == 0); }
  Pair(const Pair&) = delete;
  Pair& operator=(const Pair&) = delete;
  ~Pair() {
    ::close(ends_[0]);
    ::close(ends_[1]);
  }

  [[nodiscard]] int here() const { return ends_[0]; }
  void send() const { REQUIRE(::send(ends_[1], "x", 1, MSG_NOSIGNAL) == 1); }
  void end() const { REQUIRE(::shutdown(ends_[1], SHUT_WR) == 0); }

 private:
  std::array<int, 2> ends_{-1, -1};
};

TEST_CASE("a poller tells of the socket that is ready, whatever the order of the others") {
  Poller poller;
  REQUIRE(poller.problem() == 0);
  std::array<Pair, 5> pairs;
  for (Pair& pair : pairs) REQUIRE(poller.add(pair.here(), &pair, Poller::For::kInput));
  for (const std::size_t i : {3U, 0U, 4U}) {
    pairs[i].send();
    CHECK(poller.wait() == &pairs[i]);
  }
}

TEST_CASE("a socket that was told of is not watched until it is watched again") {
  Poller poller;
  const Pair first;
  const Pair second;
  int first_owner = 0;
  int second_owner = 0;
  REQUIRE(poller.add(first.here(), &first_owner, Poller::For::kInput));
  REQUIRE(poller.add(second.here(), &second_owner, Poller::For::kInput));
  first.send();
  REQUIRE(poller.wait() == &first_owner);
  second.send();  // while the byte of the first is still there
  CHECK(poller.wait() == &second_owner);
  REQUIRE(poller.watch(first.here(), &first_owner, Poller::For::kInput));
  CHECK(poller.wait() == &first_owner);
}

TEST_CASE("a socket with room is ready for output, and one that was ended for input") {
  Poller poller;
  const Pair pair;
  int owner = 0;
  REQUIRE(poller.add(pair.here(), &owner, Poller::For::kOutput));
  CHECK(poller.wait() == &owner);
  pair.end();
  REQUIRE(poller.watch(pair.here(), &owner, Poller::For::kInput));
  CHECK(poller.wait() == &owner);
}

TEST_CASE("a closed poller tells every thread so, those that come later, too") {
  Poller poller;
  std::atomic<int> told{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      if (poller.wait() == nullptr) ++told;
    });
  }
  poller.close();
  for (std::thread& thread : threads) thread.join();
  CHECK(told == 4);
  CHECK(poller.wait() == nullptr);
}

TEST_CASE("of several threads one owns a socket at a time, and nothing that is sent is lost") {
  constexpr int kSockets = 8;
  constexpr int kBytes = 500;
  struct Owned {
    Pair pair;
    int received = 0;  // by whoever owns it, so without a lock
    std::atomic<bool> is_owned{false};
  };
  Poller poller;
  std::vector<std::unique_ptr<Owned>> all;
  std::atomic<int> left{kSockets * kBytes};
  std::atomic<int> shared{0};
  for (int i = 0; i < kSockets; ++i) {
    all.push_back(std::make_unique<Owned>());
    REQUIRE(poller.add(all.back()->pair.here(), all.back().get(), Poller::For::kInput));
  }
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      while (auto* const owned = static_cast<Owned*>(poller.wait())) {
        if (owned->is_owned.exchange(true)) ++shared;
        char byte = 0;
        if (::recv(owned->pair.here(), &byte, 1, 0) == 1) ++owned->received;
        owned->is_owned = false;
        const bool is_last = left.fetch_sub(1) == 1;
        if (!poller.watch(owned->pair.here(), owned, Poller::For::kInput)) ++shared;
        if (is_last) poller.close();
      }
    });
  }
  for (int byte = 0; byte < kBytes; ++byte) {
    for (const auto& owned : all) owned->pair.send();
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(shared == 0);
  for (const auto& owned : all) CHECK(owned->received == kBytes);
}

}  // namespace
