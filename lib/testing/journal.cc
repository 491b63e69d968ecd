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

constexpr std::string_view kMask = "***";

// A buffer that once was large would be kept for entries that are small.
constexpr std::size_t kSpareBytesMax = 4096;

void append(std::string& out, std::string_view text) {
  const std::size_t size = text.size();
  char bytes[sizeof size];
  std::memcpy(bytes, &size, sizeof size);
  out.append(bytes, sizeof size).append(text);
}

[[nodiscard]] std::string_view take(std::string_view& packed) {
  std::size_t size = 0;
  std::memcpy(&size, packed.data(), sizeof size);
  const std::string_view text = packed.substr(sizeof size, size);
  packed.remove_prefix(sizeof size + size);
  return text;
}

}  // namespace

Journal::Journal(const JournalOptions& options) : options_(options) {}

bool Journal::is_masked(std::string_view header) const noexcept {
  return std::any_of(
      options_.masked_headers.begin(), options_.masked_headers.end(),
      [&](const std::string& name) { return ucs::detail::equal_ignoring_case(name, header); });
}

void Journal::pack(std::string& out, const http::Request& request, const http::Response& response,
                   std::string_view fault) const {
  const std::size_t most = options_.body_bytes_max;
  const std::string_view body = std::string_view(request.body).substr(0, most);
  const std::string_view response_body = std::string_view(response.body).substr(0, most);
  std::size_t size = request.method.size() + request.target.size() + body.size() +
                     response_body.size() + fault.size() + 5 * sizeof size;
  for (const http::Header& header : request.headers)
    size += header.name.size() + std::max(header.value.size(), kMask.size()) + 2 * sizeof size;
  out.reserve(size);
  append(out, request.method);
  append(out, request.target);
  append(out, body);
  append(out, response_body);
  append(out, fault);
  for (const http::Header& header : request.headers) {
    append(out, header.name);
    append(out, is_masked(header.name) ? kMask : std::string_view(header.value));
  }
}

void Journal::record(const http::Request& request, const http::Response& response, Timestamp time,
                     std::string_view fault) {
  const std::lock_guard lock(mutex_);
  std::string packed = std::exchange(spare_, {});
  packed.clear();
  pack(packed, request, response, fault);
  bytes_ += packed.size();
  slots_.push_back({++recorded_, time, response.status, request.body.size(), response.body.size(),
                    std::move(packed)});
  while (!slots_.empty() && (slots_.size() > options_.requests_max || bytes_ > options_.bytes_max))
    drop_first();
  ++version_;
  if (waiting_ > 0) changed_.notify_all();
}

void Journal::drop_first() {
  std::string& packed = slots_.front().packed;
  bytes_ -= packed.size();
  if (packed.capacity() <= kSpareBytesMax) spare_ = std::move(packed);
  slots_.pop_front();
  ++dropped_;
}

JournalEntry Journal::unpacked(const Slot& slot) const {
  std::string_view packed = slot.packed;
  JournalEntry entry;
  entry.number = slot.number;
  entry.time = slot.time;
  entry.status = slot.status;
  entry.method = take(packed);
  entry.target = take(packed);
  entry.body = take(packed);
  entry.response_body = take(packed);
  entry.fault = take(packed);
  entry.body_bytes = slot.body_bytes;
  entry.response_body_bytes = slot.response_body_bytes;
  while (!packed.empty()) {
    const std::string_view name = take(packed);
    const std::string_view value = take(packed);
    entry.headers.push_back({std::string(name), std::string(value)});
  }
  return entry;
}

Journal::Contents Journal::contents() const {
  const std::lock_guard lock(mutex_);
  Contents contents;
  contents.dropped = dropped_;
  contents.version = version_;
  contents.entries.reserve(slots_.size());
  for (const Slot& slot : slots_) contents.entries.push_back(unpacked(slot));
  return contents;
}

void Journal::forget() {
  slots_.clear();
  bytes_ = 0;
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
  const bool is_changed = changed_.wait_until(lock, deadline, [&] { return version_ != version; });
  --waiting_;
  return is_changed;
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
