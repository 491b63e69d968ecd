// SPDX-License-Identifier: MIT
//
// gzip and zip, by libarchive: a text of unknown size goes in, packed bytes come out.
#pragma once

#include <ucs/file_exporter.h>
#include <ucs/types.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace ucs::file_export {

/// Takes bytes; returns 0, or the errno for which it could not.
using Write = std::function<int(std::string_view bytes)>;

/// One packed file while it is made. Not thread-safe; one thread at a time.
class Packing {
 public:
  Packing() = default;
  Packing(const Packing&) = delete;
  Packing& operator=(const Packing&) = delete;
  virtual ~Packing() = default;

  /// Packs more of the text. Returns 0 or an errno; after one only destroying it makes sense.
  [[nodiscard]] virtual int append(std::string_view text) = 0;
  /// Packs what is left. Returns 0 or an errno. Call once, last.
  [[nodiscard]] virtual int finish() = 0;
};

/// The one file in a packed one.
struct PackedEntry {
  /// In a zip its name; gzip has none.
  std::string name;
  Timestamp time;
};

/// Makes a packing that hands its bytes to `write`, which must stay callable as long as it lives.
/// Never null; what cannot be begun fails at the first append.
[[nodiscard]] std::unique_ptr<Packing> make_packing(http::ExportPacking kind,
                                                    const PackedEntry& entry, Write write);

}  // namespace ucs::file_export
