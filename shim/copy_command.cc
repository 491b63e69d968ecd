// SPDX-License-Identifier: MIT
#include "shim/copy_command.h"

#include <fmt/core.h>
#include <ucs/copy_store.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <string_view>
#include <utility>

#include "shim/progress_line.h"
#include "shim/startup.h"
#include "shim/store_command.h"

namespace ucs::shim {
namespace {

constexpr const char* kCopyUsage =
    R"(ucs-shim copy FROM TO: copies all that a store keeps to another one, and compares them

FROM and TO are what --store takes, such as sqlite:/var/lib/ucs/ucs.db. No server may work on them
meanwhile; ucs-shim backup does not mind one. TO must be empty, and is made if it can be. It gets
the services of all tenants with their revisions, extension schemas, and how far ids are taken, so
that none is ever given twice. Until all is there and was compared, TO is marked as unfinished, and
no server begins with it. Settings that go with a store, --store-..., are taken from the
environment, as UCS_STORE_... . Exit status: 0, TO holds what FROM holds; 1, it does not, and why;
2, the words are wrong.

Example:
  ucs-shim copy sqlite:ucs.db sqlite:/mnt/ucs.db && ucs-shim --store sqlite:/mnt/ucs.db
      Move to another disk.
)";

constexpr StoreCommand kCopy{"copy", kCopyUsage};

std::string counted(std::size_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

/// Tells how to make a store empty that a copy was begun to.
std::string advice(const StoreOptions& to) {
  if (to.sqlite_file.empty()) return "Make it empty, and copy again.";
  return fmt::format("Remove {0}, and {0}-wal, {0}-shm and {0}-lock if they are there; copy again.",
                     to.sqlite_file);
}

/// Says what is in the target after a copy failed.
int complain_of_copy(const Error& error, Store& to, const StoreOptions& options) {
  const std::string text = error.message + ". ";
  const auto tenants = to.tenants();
  if (error.code == ErrorCode::kAlreadyExists || (tenants && tenants->empty()))
    return refuse(text + "Nothing was copied.", 1);
  const auto is_unfinished = is_unfinished_copy(to);
  if (is_unfinished && !*is_unfinished)
    return refuse(
        text + "Everything was copied, but may not be on the disk yet. " + advice(options), 1);
  return refuse(text + "What was copied is marked as unfinished: no server begins with it. " +
                    advice(options),
                1);
}

int copy(StoreOptions from_options, StoreOptions to_options) {
  from_options.sqlite.must_exist = true;
  // Until the mark of an unfinished copy is taken away, nothing is lost that could not be done
  // again; before and after that everything is flushed.
  to_options.sqlite.durability = SqliteOptions::Durability::kNormal;
  const auto from = open_store(from_options);
  if (!from) return refuse("FROM: " + from.error().message, 1);
  const auto to = open_store(to_options);
  if (!to) return refuse("TO: " + to.error().message, 1);
  Result<CopyTotals> copied = CopyTotals();
  {
    ProgressLine line(STDERR_FILENO);
    std::size_t services = 0;
    copied = copy_store(**from, **to, [&](const CopyProgress& progress) {
      if (progress.phase == CopyProgress::Phase::kCopying) {
        services = progress.services;
        line.show(counted(services, "service") + " copied");
      } else {
        line.show(
            fmt::format("{} of {} compared", progress.services, counted(services, "service")));
      }
    });
  }
  if (!copied) return complain_of_copy(copied.error(), **to, to_options);
  fmt::print("copied and compared: {}, {}, {}\n", counted(copied->services, "service"),
             counted(copied->schemas, "extension schema"), counted(copied->tenants, "tenant"));
  return 0;
}

}  // namespace

int run_copy_command(const std::vector<std::string>& words) {
  if (const auto status = check_words(kCopy, words)) return *status;
  auto from = read_store(words[0]);
  if (!from) return refuse("FROM: " + from.error().message, 2);
  auto to = read_store(words[1]);
  if (!to) return refuse("TO: " + to.error().message, 2);
  if (words[0] == words[1]) return refuse("FROM and TO are one store; expected two", 2);
  return copy(*std::move(from), *std::move(to));
}

}  // namespace ucs::shim
