// SPDX-License-Identifier: MIT
#pragma once

#include <ucs/detail/ascii.h>

#include <string_view>

namespace ucs {
inline namespace v0 {
namespace detail {

/// Reports whether the value of a header Host is an address, or localhost. Only such a one is sure
/// to be the server's own: any other name may stand for whatever address its owner says at the
/// moment, this machine's included.
[[nodiscard]] inline bool is_address_or_localhost(std::string_view host) noexcept {
  constexpr std::string_view kLocalhost = "localhost";
  constexpr std::string_view kBelowLocalhost = ".localhost";
  if (!host.empty() && host.front() == '[') return true;
  const std::string_view name = host.substr(0, host.find(':'));
  if (name.find_first_not_of("0123456789.") == std::string_view::npos) return !name.empty();
  if (equal_ignoring_case(name, kLocalhost)) return true;
  return name.size() > kBelowLocalhost.size() &&
         equal_ignoring_case(name.substr(name.size() - kBelowLocalhost.size()), kBelowLocalhost);
}

}  // namespace detail
}  // namespace v0
}  // namespace ucs
