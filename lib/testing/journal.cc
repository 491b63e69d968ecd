// SPDX-License-Identifier: MIT
#include "lib/testing/journal.h"

#include <ucs/detail/ascii.h>
#include <ucs/detail/quoted.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace ucs {
inline namespace v0 {
namespace testing {
namespace {

/// Writes texts one behind the other, into space there is.
class Writer {
 public:
  explicit Writer(char* at) : at_(at) {}

  void bytes(const void* from, std::size_t size) noexcept {
    if (size > 0) std::memcpy(at_, from, size);
    at_ += size;
  }
  void sized(std::string_view text) noexcept {
    const std::size_t size = text.size();
    bytes(&size, sizeof size);
    bytes(text.data(), size);
  }

 private:
  char* at_;
};

class Reader {
 public:
  explicit Reader(std::string_view from) : rest_(from) {}

  [[nodiscard]] bool is_done() const noexcept { return rest_.empty(); }
  [[nodiscard]] std::string_view bytes(std::size_t size) noexcept {
    const std::string_view text = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return text;
  }
  [[nodiscard]] std::string_view sized() noexcept {
    std::size_t size = 0;
    std::memcpy(&size, bytes(sizeof size).data(), sizeof size);
    return bytes(size);
  }

 private:
  std::string_view rest_;
};

}  // namespace

struct Journal::Head {
  std::uint64_t number;
  Timestamp time;
  int status;
  std::size_t body_bytes;
  std::size_t response_body_bytes;
};

Journal::Journal(const JournalOptions& options) : options_(options), entries_(options.bytes_max) {}

bool Journal::is_masked(std::string_view header) const noexcept {
  return std::any_of(
      options_.masked_headers.begin(), options_.masked_headers.end(),
      [&](const std::string& name) { return ucs::detail::equal_ignoring_case(name, header); });
}

char* Journal::make_space(std::size_t bytes) {
  for (;;) {
    if (entries_.size() < options_.requests_max) {
      if (char* const space = entries_.push(bytes)) return space;
    }
    ++dropped_;
    if (entries_.size() == 0) return nullptr;  // it would be alone, and is too large
    entries_.pop();
  }
}

void Journal::record(const http::Request& request, const http::Response& response, Timestamp time,
                     const Touch& touch) {
  constexpr std::size_t kSize = sizeof(std::size_t);
  const std::size_t most = options_.body_bytes_max;
  const std::string_view body = std::string_view(request.body).substr(0, most);
  const std::string_view delivered = std::string_view(response.body).substr(0, touch.body_bytes);
  const std::string_view response_body = delivered.substr(0, most);
  std::size_t size = sizeof(Head) + request.method.size() + request.target.size() + body.size() +
                     response_body.size() + touch.fault.size() + 5 * kSize;
  for (const http::Header& header : request.headers) {
    size += 2 * kSize + header.name.size() +
            (is_masked(header.name) ? kMask.size() : header.value.size());
  }

  const std::lock_guard lock(mutex_);
  const Head head{++recorded_, time, response.status, request.body.size(), delivered.size()};
  if (char* const space = make_space(size)) {
    Writer writer(space);
    writer.bytes(&head, sizeof head);
    writer.sized(request.method);
    writer.sized(request.target);
    writer.sized(body);
    writer.sized(response_body);
    writer.sized(touch.fault);
    for (const http::Header& header : request.headers) {
      writer.sized(header.name);
      writer.sized(is_masked(header.name) ? kMask : std::string_view(header.value));
    }
  }
  ++version_;
  if (waiting_ > 0) changed_.notify_all();
}

Journal::Contents Journal::contents() const {
  const std::lock_guard lock(mutex_);
  Contents contents;
  contents.dropped = dropped_;
  contents.version = version_;
  contents.entries.reserve(entries_.size());
  entries_.for_each([&](std::string_view packed) {
    Reader reader(packed);
    Head head{};
    std::memcpy(&head, reader.bytes(sizeof head).data(), sizeof head);
    JournalEntry& entry = contents.entries.emplace_back();
    entry.number = head.number;
    entry.time = head.time;
    entry.status = head.status;
    entry.body_bytes = head.body_bytes;
    entry.response_body_bytes = head.response_body_bytes;
    entry.method = reader.sized();
    entry.target = reader.sized();
    entry.body = reader.sized();
    entry.response_body = reader.sized();
    entry.fault = reader.sized();
    while (!reader.is_done()) {
      const std::string_view name = reader.sized();
      entry.headers.push_back({std::string(name), std::string(reader.sized())});
    }
  });
  return contents;
}

void Journal::forget() {
  entries_.clear();
  dropped_ = 0;
  ++version_;
  changed_.notify_all();
}

void Journal::clear() {
  const std::lock_guard lock(mutex_);
  forget();
}

void Journal::reset() {
  const std::lock_guard lock(mutex_);
  recorded_ = 0;
  forget();
}

bool Journal::wait_for_change(std::uint64_t version, Deadline deadline) {
  std::unique_lock lock(mutex_);
  ++waiting_;
  changed_.wait_until(lock, deadline, [&] { return version_ != version || are_waits_ended_; });
  --waiting_;
  return version_ != version;
}

void Journal::end_waits() {
  const std::lock_guard lock(mutex_);
  are_waits_ended_ = true;
  changed_.notify_all();
}

std::string describe(const JournalEntry& entry) {
  std::string line = "#" + std::to_string(entry.number) + " " + entry.method;
  line += " " + ucs::detail::quoted(entry.target);
  line += " " + (entry.operation.empty() ? "-" : entry.operation);
  if (!entry.tenant.empty()) line += " tenant " + entry.tenant;
  line += " " + (entry.status == 0 ? "no answer" : std::to_string(entry.status));
  if (!entry.fault.empty()) line += " by fault " + entry.fault;
  return line;
}

}  // namespace testing
}  // namespace v0
}  // namespace ucs
