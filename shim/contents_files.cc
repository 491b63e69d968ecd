// SPDX-License-Identifier: MIT
#include "shim/contents_files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <ucs/json.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

#include "lib/access/input_file.h"
#include "shim/write_all.h"

namespace ucs::shim {
namespace {

Error file_error(const std::string& path, std::string_view problem, int error) {
  return Error{ErrorCode::kUnavailable,
               fmt::format("{} {}: {}", path, problem, std::generic_category().message(error)), ""};
}

}  // namespace

Result<std::string> read_document_file(const std::string& path) {
  const access::InputFile file(path);
  if (file.error() != 0) return file_error(path, "cannot be read", file.error());
  if (!file.is_regular()) {
    return Error{ErrorCode::kUnavailable, path + " cannot be read: it is no regular file", ""};
  }
  access::InputFile::Content content = file.read(json::kTextBytesMax);
  if (content.error != 0) return file_error(path, "cannot be read", content.error);
  return std::move(content.text);
}

Result<testing::Contents> read_contents_file(const std::string& path,
                                             const testing::ContentsOptions& options) {
  const auto text = read_document_file(path);
  if (!text) return text.error();
  auto contents = testing::read_contents(*text, options);
  if (contents) return contents;
  Error error = std::move(contents).error();
  error.message.insert(0, path + ": ");
  return error;
}

Result<std::optional<testing::Contents>> read_first_contents(const Options& options,
                                                             Timestamp now) {
  const std::string& path = options.first_file();
  if (path.empty()) return std::optional<testing::Contents>();
  testing::ContentsOptions how;
  how.now = now;
  how.settings = &options.settings;
  how.id_scope = options.engine.id_scope;
  how.tenants = options.api.tenants;
  auto contents = read_contents_file(path, how);
  if (!contents) return std::move(contents).error();
  return std::optional<testing::Contents>(*std::move(contents));
}

Result<void> export_contents_file(const std::string& path, MemoryStore& store, Timestamp now) {
  return write_whole_file(path, testing::export_contents(store.snapshot(), now));
}

Result<void> write_whole_file(const std::string& path, std::string_view text) {
  const std::string unfinished = path + ".tmp";
  const int descriptor =
      ::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
  if (descriptor < 0) return file_error(unfinished, "cannot be written", errno);
  int error = write_all(descriptor, text);
  if (error == 0 && ::fsync(descriptor) != 0) error = errno;
  if (::close(descriptor) != 0 && error == 0) error = errno;
  if (error == 0 && std::rename(unfinished.c_str(), path.c_str()) != 0) error = errno;
  if (error == 0) return {};
  ::unlink(unfinished.c_str());
  return file_error(path, "cannot be written", error);
}

}  // namespace ucs::shim
