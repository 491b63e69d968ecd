// SPDX-License-Identifier: MIT
// A store that passes every call on: the base of test doubles that change one of them.
#pragma once

#include <ucs/detail/forwarding_store.h>

namespace ucs::tests {

using ForwardingStore = ucs::detail::ForwardingStore<Store>;

}  // namespace ucs::tests
