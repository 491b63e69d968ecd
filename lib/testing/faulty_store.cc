// SPDX-License-Identifier: MIT
#include "lib/testing/faulty_store.h"

namespace ucs {
inline namespace v0 {
namespace testing {

thread_local FaultyStore::Failure* FaultyStore::innermost = nullptr;

}  // namespace testing
}  // namespace v0
}  // namespace ucs
