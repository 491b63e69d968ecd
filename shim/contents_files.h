// SPDX-License-Identifier: MIT
//
// What the store begins with, and what is kept of it at the end (--seed, --import,
// --export-on-exit), as files of documents (ucs/testing/contents.h).
#pragma once

#include <ucs/memory_store.h>
#include <ucs/result.h>
#include <ucs/testing/contents.h>
#include <ucs/types.h>

#include <optional>
#include <string>
#include <string_view>

#include "shim/options.h"

namespace ucs::shim {

/// Reads the text of a document. unavailable: the file cannot be read, or is no regular file. The
/// error begins with the path.
[[nodiscard]] Result<std::string> read_document_file(const std::string& path);

/// Reads the document in a file. unavailable: the file cannot be read, or is no regular file; the
/// errors of read_contents. Each begins with the path.
[[nodiscard]] Result<testing::Contents> read_contents_file(const std::string& path,
                                                           const testing::ContentsOptions& options);

/// Reads what the options say the store begins with, if anything; relative times are relative to
/// `now`. Errors likewise.
[[nodiscard]] Result<std::optional<testing::Contents>> read_first_contents(const Options& options,
                                                                           Timestamp now);

/// Writes all that is stored to a file. unavailable, and what was there is as it was: the file
/// cannot be written.
[[nodiscard]] Result<void> export_contents_file(const std::string& path, MemoryStore& store,
                                                Timestamp now);

/// Writes a file in such a way that a reader, also after a crash, sees the whole text or what was
/// there before. unavailable: it cannot be written, and what was there is as it was.
[[nodiscard]] Result<void> write_whole_file(const std::string& path, std::string_view text);

}  // namespace ucs::shim
