// SPDX-License-Identifier: MIT
// A proxy before a server's socket that loses answers.
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "tests/support/http_connection.h"
#include "tests/support/temporary_directory.h"

namespace ucs::tests {

/// Passes bytes between clients and the server's socket in `directory`. Told a word, it watches for
/// it in what clients send: the connection that sends it is cut once the server has begun to
/// answer, and none of that is passed on; or at once, before the server has it. Thread-safe.
class AnswerDropper {
 public:
  enum class Cut { kNever, kBeforeServer, kBeforeAnswer };

  explicit AnswerDropper(const std::string& server_directory)
      : server_(server_directory + "/" + kName), listener_(::socket(AF_UNIX, SOCK_STREAM, 0)) {
    const sockaddr_un address = address_of(scratch_.file(kName));
    if (::bind(listener_.get(), as_sockaddr(address), sizeof address) != 0 ||
        ::listen(listener_.get(), 64) != 0 || ::pipe2(stop_.data(), O_CLOEXEC) != 0)
      throw std::runtime_error("cannot listen on " + scratch_.file(kName));
    acceptor_ = std::thread([this] { accept_all(); });
  }
  AnswerDropper(const AnswerDropper&) = delete;
  AnswerDropper& operator=(const AnswerDropper&) = delete;
  ~AnswerDropper() {
    ::close(stop_[1]);
    acceptor_.join();
    for (std::thread& thread : threads_) thread.join();
    ::close(stop_[0]);
  }

  /// Cuts the next `count` connections that send `word`.
  void cut(Cut how, std::string word, int count = 1) {
    const std::lock_guard lock(mutex_);
    how_ = how;
    word_ = std::move(word);
    left_ = count;
  }
  [[nodiscard]] int cuts() const { return cuts_; }

  [[nodiscard]] std::string directory() const { return scratch_.path(); }

 private:
  static constexpr const char* kName = ".s.PGSQL.5432";

  static sockaddr_un address_of(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.size() >= sizeof address.sun_path) throw std::runtime_error("too long: " + path);
    path.copy(address.sun_path, path.size());
    return address;
  }
  static const sockaddr* as_sockaddr(const sockaddr_un& address) {
    return reinterpret_cast<const sockaddr*>(&address);
  }

  void accept_all() {
    for (;;) {
      std::array<pollfd, 2> entries = {pollfd{listener_.get(), POLLIN, 0},
                                       pollfd{stop_[0], POLLIN, 0}};
      ::poll(entries.data(), entries.size(), -1);
      if (entries[1].revents != 0) return;
      const int client = ::accept(listener_.get(), nullptr, nullptr);
      if (client >= 0) threads_.emplace_back([this, client] { serve(FileDescriptor(client)); });
    }
  }

  void serve(const FileDescriptor& client) {
    const FileDescriptor server(::socket(AF_UNIX, SOCK_STREAM, 0));
    const sockaddr_un address = address_of(server_);
    if (::connect(server.get(), as_sockaddr(address), sizeof address) != 0) return;
    bool is_dropping = false;
    for (;;) {
      std::array<pollfd, 3> entries = {pollfd{client.get(), POLLIN, 0},
                                       pollfd{server.get(), POLLIN, 0},
                                       pollfd{stop_[0], POLLIN, 0}};
      ::poll(entries.data(), entries.size(), -1);
      if (entries[2].revents != 0) return;
      if (entries[1].revents != 0 && (is_dropping || !pass(server.get(), client.get()))) return;
      if (entries[0].revents == 0) continue;
      const std::string text = read_some(client.get());
      if (text.empty()) return;
      const Cut how = take_cut(text);
      if (how == Cut::kBeforeServer) return;
      is_dropping = is_dropping || how == Cut::kBeforeAnswer;
      write_all(server.get(), text);
    }
  }

  Cut take_cut(std::string_view text) {
    const std::lock_guard lock(mutex_);
    if (left_ == 0 || text.find(word_) == std::string_view::npos) return Cut::kNever;
    --left_;
    ++cuts_;
    return how_;
  }

  static std::string read_some(int from) {
    std::array<char, 65536> buffer;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled below
    const ssize_t bytes = ::read(from, buffer.data(), buffer.size());
    return {buffer.data(), bytes < 0 ? 0 : static_cast<std::size_t>(bytes)};
  }
  static void write_all(int to, std::string_view text) {
    while (!text.empty()) {
      const ssize_t bytes = ::send(to, text.data(), text.size(), MSG_NOSIGNAL);
      if (bytes <= 0) return;
      text.remove_prefix(static_cast<std::size_t>(bytes));
    }
  }
  static bool pass(int from, int to) {
    const std::string text = read_some(from);
    write_all(to, text);
    return !text.empty();
  }

  const std::string server_;
  TemporaryDirectory scratch_;
  FileDescriptor listener_;
  std::array<int, 2> stop_{};
  std::mutex mutex_;  // guards the next three
  Cut how_ = Cut::kNever;
  std::string word_;
  int left_ = 0;
  std::atomic<int> cuts_{0};
  std::vector<std::thread> threads_;  // by the acceptor, and after it
  std::thread acceptor_;
};

}  // namespace ucs::tests
