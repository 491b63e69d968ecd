// SPDX-License-Identifier: MIT
#include "lib/access/credential_cache.h"

#include <sodium.h>

#include <cstring>

namespace ucs::access {

CredentialCache::CredentialCache(std::size_t entries_max)
    : shard_entries_max_((entries_max + kShards - 1) / kShards) {
  randombytes_buf(key_.data(), key_.size());
}

std::size_t CredentialCache::TagHash::operator()(const CredentialTag& tag) const noexcept {
  std::size_t hash = 0;
  std::memcpy(&hash, tag.data(), sizeof hash);
  return hash;
}

CredentialTag CredentialCache::tag(const http::AccessAttempt& attempt) const {
  // The sizes come first, so that no two attempts are the same bytes.
  std::array<unsigned char, 2048> bytes;  // NOLINT(cppcoreguidelines-pro-type-member-init)
  std::size_t size = 0;
  const std::string_view parts[] = {attempt.tenant, attempt.user, attempt.password};
  for (const std::string_view part : parts) {
    bytes[size++] = static_cast<unsigned char>(part.size() >> 8U & 0xFFU);
    bytes[size++] = static_cast<unsigned char>(part.size() & 0xFFU);
  }
  for (const std::string_view part : parts) {
    std::memcpy(bytes.data() + size, part.data(), part.size());
    size += part.size();
  }
  CredentialTag tag;
  crypto_generichash(tag.data(), tag.size(), bytes.data(), size, key_.data(), key_.size());
  sodium_memzero(bytes.data(), size);
  return tag;
}

std::optional<http::Role> CredentialCache::find(const CredentialTag& tag) const {
  const Shard& shard = shards_[tag.back() % kShards];
  const std::lock_guard lock(shard.mutex);
  const auto found = shard.roles.find(tag);
  if (found == shard.roles.end()) return std::nullopt;
  return found->second;
}

void CredentialCache::add(const CredentialTag& tag, http::Role role) {
  if (shard_entries_max_ == 0) return;
  Shard& shard = shards_[tag.back() % kShards];
  const std::lock_guard lock(shard.mutex);
  if (shard.roles.size() >= shard_entries_max_ && shard.roles.count(tag) == 0)
    shard.roles.erase(shard.roles.begin());
  shard.roles[tag] = role;
}

std::size_t CredentialCache::size() const {
  std::size_t entries = 0;
  for (const Shard& shard : shards_) {
    const std::lock_guard lock(shard.mutex);
    entries += shard.roles.size();
  }
  return entries;
}

}  // namespace ucs::access
