// SPDX-License-Identifier: MIT
// A disk for SQLite that fails when a test says so, is slow, and whose power can be cut: a VFS over
// the system's own, which every connection of this process uses while one of these lives.
#pragma once

#include <sqlite3.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace ucs::tests {

/// What a power cut leaves: the contents of files, by their paths.
using DiskImage = std::map<std::string, std::string>;

/// What becomes of what was written and not synced.
enum class Tear {
  kAll,      ///< nothing of it is there
  kWrites,   ///< each write is there or not
  kSectors,  ///< each sector of 512 bytes of each write is there or not
};

/// The files of one database as SQLite changes them, and as they are on the disk: what was synced,
/// and what was written since. Index files (-shm) are not on a disk. Not thread-safe; one thread at
/// a time.
class WrittenFiles {
 public:
  void open(const std::string& path);
  void write(const std::string& path, std::uint64_t offset, std::string bytes);
  void truncate(const std::string& path, std::uint64_t size);
  void sync(const std::string& path);
  void remove(const std::string& path, bool is_synced);

  /// Returns what the disk has if the power is cut now; by chance, as `tear` says.
  [[nodiscard]] DiskImage cut(Tear tear, std::mt19937& random) const;

 private:
  struct Change {
    std::uint64_t offset = 0;  // of a truncation, the size
    std::optional<std::string> bytes;
  };
  struct File {
    bool is_there = false;
    /// Made since the last sync: `changes` are to an empty file, and `synced` is of one that was
    /// removed.
    bool is_new = false;
    std::optional<std::string> synced;
    std::vector<Change> changes;
  };

  static void apply(std::string& content, const Change& change);
  static void tear_up(std::string& content, const Change& change, Tear tear, std::mt19937& random);

  std::map<std::string, File> files_;
};

/// The disk. One at a time. Thread-safe, but for its making and its end, which are to be when no
/// connection is open.
class FaultyDisk {
 public:
  enum class Call { kRead, kWrite, kSync, kTruncate };
  enum class Failure {
    kIo,     ///< as EIO
    kFull,   ///< as ENOSPC
    kShort,  ///< as ENOSPC, with half of the bytes written
  };

  struct Fault {
    Call call = Call::kWrite;
    Failure failure = Failure::kIo;
    /// The call that fails, counted from 1.
    std::size_t count = 1;
    /// All calls of the kind fail from then on.
    bool stays = false;
  };

  FaultyDisk();
  FaultyDisk(const FaultyDisk&) = delete;
  FaultyDisk& operator=(const FaultyDisk&) = delete;
  ~FaultyDisk();

  /// Counts from 0 from now on, and fails.
  void arm(const Fault& fault);
  /// Fails no more.
  void heal();
  /// Reports whether something failed since it was armed.
  [[nodiscard]] bool has_failed() const;

  /// Each sync takes so much longer. To be told before a connection is opened.
  void delay_syncs(std::chrono::microseconds delay) { sync_delay_ = delay; }

  /// Notes everything that is written from now on, and calls `use` with it before each sync, and
  /// after each call that changes a file.
  using Use = std::function<void(const WrittenFiles& files, bool is_sync)>;
  void record(Use use);

  /// Neither fails, nor counts, nor notes anything, as long as it lives.
  class Pause {
   public:
    explicit Pause(FaultyDisk& disk) : disk_(disk) { disk_.set_paused(true); }
    Pause(const Pause&) = delete;
    Pause& operator=(const Pause&) = delete;
    ~Pause() { disk_.set_paused(false); }

   private:
    FaultyDisk& disk_;
  };

  // For the VFS.
  [[nodiscard]] std::optional<Failure> count(Call call);
  void on_change(bool is_sync, const std::function<void(WrittenFiles& files)>& change);
  [[nodiscard]] std::chrono::microseconds sync_delay() const { return sync_delay_; }

 private:
  void set_paused(bool is_paused);

  std::chrono::microseconds sync_delay_{0};
  mutable std::mutex mutex_;  // guards what follows
  bool is_paused_ = false;
  std::optional<Fault> fault_;
  std::size_t calls_ = 0;
  bool has_failed_ = false;
  WrittenFiles files_;
  Use use_;
};

}  // namespace ucs::tests
