// SPDX-License-Identifier: MIT
#include "tests/crash/faulty_disk.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string_view>
#include <thread>
#include <utility>

namespace ucs::tests {
namespace {

constexpr std::size_t kSector = 512;

bool chance(std::mt19937& random) { return random() % 2 == 0; }

}  // namespace

void WrittenFiles::open(const std::string& path) {
  File& file = files_[path];
  if (file.is_there) return;
  file.is_there = true;
  file.changes.clear();
  // What was there before anything was noted has been synced.
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream content;
  if (stream.peek() != std::ifstream::traits_type::eof()) content << stream.rdbuf();
  const bool was_there = !file.is_new && !file.synced && !content.str().empty();
  file.is_new = !was_there;
  if (was_there) file.synced = content.str();
}

void WrittenFiles::write(const std::string& path, std::uint64_t offset, std::string bytes) {
  files_[path].changes.push_back({offset, std::move(bytes)});
}

void WrittenFiles::truncate(const std::string& path, std::uint64_t size) {
  files_[path].changes.push_back({size, std::nullopt});
}

void WrittenFiles::sync(const std::string& path) {
  File& file = files_[path];
  std::string content = file.is_new ? "" : file.synced.value_or("");
  for (const Change& change : file.changes) apply(content, change);
  file.synced = std::move(content);
  file.changes.clear();
  if (!std::exchange(file.is_new, false)) return;
  // SQLite syncs the directory with the first sync of a log: what was removed is.
  for (auto& [name, other] : files_) {
    if (!other.is_there) other.synced.reset();
  }
}

void WrittenFiles::remove(const std::string& path, bool is_synced) {
  File& file = files_[path];
  file.is_there = false;
  file.is_new = true;  // if it is made again
  file.changes.clear();
  if (is_synced) file.synced.reset();
}

DiskImage WrittenFiles::cut(Tear tear, std::mt19937& random) const {
  DiskImage image;
  for (const auto& [path, file] : files_) {
    // A new one is there, or what was there before.
    if (!file.is_there || (file.is_new && (tear == Tear::kAll || chance(random)))) {
      if (file.synced && (file.is_there || tear == Tear::kAll || chance(random)))
        image[path] = *file.synced;
      continue;
    }
    std::string content = file.is_new ? "" : file.synced.value_or("");
    for (const Change& change : file.changes) tear_up(content, change, tear, random);
    image[path] = std::move(content);
  }
  return image;
}

void WrittenFiles::apply(std::string& content, const Change& change) {
  if (!change.bytes) return content.resize(change.offset);
  const std::size_t end = change.offset + change.bytes->size();
  if (content.size() < end) content.resize(end);
  content.replace(change.offset, change.bytes->size(), *change.bytes);
}

void WrittenFiles::tear_up(std::string& content, const Change& change, Tear tear,
                           std::mt19937& random) {
  if (tear == Tear::kAll) return;
  if (tear == Tear::kWrites || !change.bytes) {
    if (chance(random)) apply(content, change);
    return;
  }
  const std::size_t end = change.offset + change.bytes->size();
  for (std::size_t begin = change.offset; begin < end;) {
    const std::size_t next = std::min(end, (begin / kSector + 1) * kSector);
    if (chance(random))
      apply(content, {begin, change.bytes->substr(begin - change.offset, next - begin)});
    begin = next;
  }
}

namespace {

using Call = FaultyDisk::Call;
using Failure = FaultyDisk::Failure;

FaultyDisk* disk = nullptr;         // NOLINT: SQLite has no other way to know it
sqlite3_vfs* system_vfs = nullptr;  // NOLINT

/// A file of SQLite's; the system's is behind it. Made by assignment in memory of SQLite's.
struct OpenFile {
  sqlite3_file base;
  const char* path;  // null: not one of a database
};

OpenFile& own(sqlite3_file* file) { return *reinterpret_cast<OpenFile*>(file); }
sqlite3_file* inner(sqlite3_file* file) {
  return reinterpret_cast<sqlite3_file*>(reinterpret_cast<char*>(file) + sizeof(OpenFile));
}

/// Returns how a call on a file fails, if it does.
std::optional<Failure> fails(sqlite3_file* file, Call call) {
  return own(file).path == nullptr ? std::nullopt : disk->count(call);
}

/// Notes what a call that went well has changed.
template <class Change>
int changed(sqlite3_file* file, int code, const Change& change) {
  if (code == SQLITE_OK && own(file).path != nullptr)
    disk->on_change(false, [&](WrittenFiles& files) { change(files, own(file).path); });
  return code;
}

int close_file(sqlite3_file* file) { return inner(file)->pMethods->xClose(inner(file)); }

int read_file(sqlite3_file* file, void* bytes, int size, sqlite3_int64 offset) {
  if (fails(file, Call::kRead)) return SQLITE_IOERR_READ;
  return inner(file)->pMethods->xRead(inner(file), bytes, size, offset);
}

int write_file(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
  const auto failure = fails(file, Call::kWrite);
  if (failure == Failure::kIo) return SQLITE_IOERR_WRITE;
  if (failure == Failure::kFull) return SQLITE_FULL;
  const int written = failure ? size / 2 : size;
  const int code = changed(file, inner(file)->pMethods->xWrite(inner(file), bytes, written, offset),
                           [&](WrittenFiles& files, const char* path) {
                             files.write(path, static_cast<std::uint64_t>(offset),
                                         std::string(static_cast<const char*>(bytes),
                                                     static_cast<std::size_t>(written)));
                           });
  return failure ? SQLITE_FULL : code;
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  if (fails(file, Call::kTruncate)) return SQLITE_IOERR_TRUNCATE;
  return changed(file, inner(file)->pMethods->xTruncate(inner(file), size),
                 [&](WrittenFiles& files, const char* path) {
                   files.truncate(path, static_cast<std::uint64_t>(size));
                 });
}

int sync_file(sqlite3_file* file, int flags) {
  if (fails(file, Call::kSync)) return SQLITE_IOERR_FSYNC;
  if (own(file).path != nullptr) {
    disk->on_change(true, [](WrittenFiles& /*files*/) {});
    std::this_thread::sleep_for(disk->sync_delay());
  }
  return changed(file, inner(file)->pMethods->xSync(inner(file), flags),
                 [](WrittenFiles& files, const char* path) { files.sync(path); });
}

int size_file(sqlite3_file* file, sqlite3_int64* size) {
  return inner(file)->pMethods->xFileSize(inner(file), size);
}
int lock_file(sqlite3_file* file, int lock) {
  return inner(file)->pMethods->xLock(inner(file), lock);
}
int unlock_file(sqlite3_file* file, int lock) {
  return inner(file)->pMethods->xUnlock(inner(file), lock);
}
int check_reserved_lock(sqlite3_file* file, int* result) {
  return inner(file)->pMethods->xCheckReservedLock(inner(file), result);
}
int control_file(sqlite3_file* file, int operation, void* argument) {
  return inner(file)->pMethods->xFileControl(inner(file), operation, argument);
}
int sector_size(sqlite3_file* file) { return inner(file)->pMethods->xSectorSize(inner(file)); }
int characteristics(sqlite3_file* file) {
  return inner(file)->pMethods->xDeviceCharacteristics(inner(file));
}
int map_shared(sqlite3_file* file, int page, int size, int extends, void volatile** memory) {
  return inner(file)->pMethods->xShmMap(inner(file), page, size, extends, memory);
}
int lock_shared(sqlite3_file* file, int offset, int count, int flags) {
  return inner(file)->pMethods->xShmLock(inner(file), offset, count, flags);
}
void shared_barrier(sqlite3_file* file) { inner(file)->pMethods->xShmBarrier(inner(file)); }
int unmap_shared(sqlite3_file* file, int removes) {
  return inner(file)->pMethods->xShmUnmap(inner(file), removes);
}

// Version 2: no file is mapped into memory, where nobody would see what is read.
const sqlite3_io_methods kMethods = {2,
                                     close_file,
                                     read_file,
                                     write_file,
                                     truncate_file,
                                     sync_file,
                                     size_file,
                                     lock_file,
                                     unlock_file,
                                     check_reserved_lock,
                                     control_file,
                                     sector_size,
                                     characteristics,
                                     map_shared,
                                     lock_shared,
                                     shared_barrier,
                                     unmap_shared,
                                     nullptr,
                                     nullptr};

int open_file(sqlite3_vfs* /*vfs*/, const char* path, sqlite3_file* file, int flags, int* out) {
  constexpr int kCounted = SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL;
  own(file) = {{nullptr}, (flags & kCounted) != 0 ? path : nullptr};
  if (own(file).path != nullptr)
    disk->on_change(false, [&](WrittenFiles& files) { files.open(path); });
  const int code = system_vfs->xOpen(system_vfs, path, inner(file), flags, out);
  if (inner(file)->pMethods != nullptr) own(file).base.pMethods = &kMethods;
  return code;
}

int delete_file(sqlite3_vfs* /*vfs*/, const char* path, int syncs) {
  const int code = system_vfs->xDelete(system_vfs, path, syncs);
  if (code == SQLITE_OK)
    disk->on_change(false, [&](WrittenFiles& files) { files.remove(path, syncs != 0); });
  return code;
}

sqlite3_vfs own_vfs;  // NOLINT

}  // namespace

FaultyDisk::FaultyDisk() {
  disk = this;
  system_vfs = ::sqlite3_vfs_find(nullptr);
  // All but these does what it would do without us; it looks at what is behind pAppData alone.
  own_vfs = *system_vfs;
  own_vfs.pNext = nullptr;
  own_vfs.zName = "faulty";
  own_vfs.szOsFile = static_cast<int>(sizeof(OpenFile)) + system_vfs->szOsFile;
  own_vfs.xOpen = open_file;
  own_vfs.xDelete = delete_file;
  ::sqlite3_vfs_register(&own_vfs, 1);
}

FaultyDisk::~FaultyDisk() {
  ::sqlite3_vfs_unregister(&own_vfs);
  ::sqlite3_vfs_register(system_vfs, 1);
  disk = nullptr;
}

void FaultyDisk::arm(const Fault& fault) {
  const std::lock_guard lock(mutex_);
  fault_ = fault;
  calls_ = 0;
  has_failed_ = false;
}

void FaultyDisk::heal() {
  const std::lock_guard lock(mutex_);
  fault_.reset();
}

bool FaultyDisk::has_failed() const {
  const std::lock_guard lock(mutex_);
  return has_failed_;
}

void FaultyDisk::set_paused(bool is_paused) {
  const std::lock_guard lock(mutex_);
  is_paused_ = is_paused;
}

void FaultyDisk::record(Use use) {
  const std::lock_guard lock(mutex_);
  files_ = WrittenFiles();
  use_ = std::move(use);
}

std::optional<Failure> FaultyDisk::count(Call call) {
  const std::lock_guard lock(mutex_);
  if (is_paused_ || !fault_ || fault_->call != call) return std::nullopt;
  ++calls_;
  const bool is_failing = fault_->stays ? calls_ >= fault_->count : calls_ == fault_->count;
  if (!is_failing) return std::nullopt;
  has_failed_ = true;
  return fault_->failure;
}

void FaultyDisk::on_change(bool is_sync, const std::function<void(WrittenFiles& files)>& change) {
  const std::lock_guard lock(mutex_);
  if (is_paused_ || !use_) return;
  change(files_);
  use_(files_, is_sync);
}

}  // namespace ucs::tests
