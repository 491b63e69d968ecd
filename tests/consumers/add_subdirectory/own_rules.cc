// SPDX-License-Identifier: MIT
// C++20 by its own choice, and code that warns under its own flags: it must still compile.
#include <ucs/version.h>

#include <concepts>

static_assert(__cplusplus >= 202002L, "the consumer's own CXX_STANDARD counts");

template <std::integral T>
T twice(T value) {
  return value + value;
}

int main() {
  int unused;
  return twice(0);
}
