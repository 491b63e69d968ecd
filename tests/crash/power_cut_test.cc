// SPDX-License-Identifier: MIT
// A power cut, at every sync and at random: what was not synced is gone, or torn. What was
// acknowledged is there, or, where commits are not synced, all of it up to some moment.
//
//   UCS_CRASH_CYCLES=5000 UCS_CRASH_SEED=7 ucs_crash_tests    as ./dev crash does
#include <ucs/memory_store.h>
#include <ucs/sqlite_store.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "tests/catch.h"
#include "tests/crash/amount.h"
#include "tests/crash/faulty_disk.h"
#include "tests/crash/scenario.h"
#include "tests/support/temporary_directory.h"

namespace {

using namespace ucs::tests;
using ucs::IdKind;
using ucs::MemoryStore;
using ucs::SqliteOptions;
using ucs::SqliteStore;
using Durability = SqliteOptions::Durability;

/// A scenario on a disk whose power is cut again and again, each time in a world of its own.
class PowerCuts {
 public:
  PowerCuts(FaultyDisk& disk, Durability durability, std::uint32_t seed)
      : disk_(disk), random_(seed) {
    options_.durability = durability;
    disk_.record([this](const WrittenFiles& files, bool is_sync) {
      if (!is_sync && random_() % 8 != 0) return;
      for (const Tear tear : {Tear::kAll, Tear::kWrites, Tear::kSectors})
        images_.push_back(files.cut(tear, random_));
    });
  }
  ~PowerCuts() { disk_.record({}); }

  /// Does the steps in `sessions` parts, from the opening of the file to the end of its store.
  void run(const std::vector<ScenarioStep>& steps, std::size_t sessions) {
    const std::size_t part = steps.size() / sessions;
    for (std::size_t session = 0; session < sessions; ++session) {
      CAPTURE(session);
      auto store = SqliteStore::open(path_, options_).value();
      check_images();
      for (std::size_t i = session * part; i < (session + 1) * part; ++i) {
        CAPTURE(i);
        do_step(steps[i], *store);
      }
      store.reset();
      check_images();
      // The orderly end of a store, as flush, leaves everything on the disk.
      durable_ = states_.size() - 1;
    }
  }

  [[nodiscard]] std::size_t cuts() const noexcept { return cuts_; }
  /// The cuts after which changes were missing that had been acknowledged.
  [[nodiscard]] std::size_t losses() const noexcept { return losses_; }

 private:
  void do_step(const ScenarioStep& step, SqliteStore& store) {
    const std::int64_t id_before = last_id_;
    std::int64_t last_id = last_id_;
    const bool is_done = carry_out(step, store, last_id).value();
    if (step.kind == ScenarioStep::Kind::kIds) {
      CHECK(is_done);
      last_id_ = last_id;
    } else {
      CHECK(is_done == carry_out(step, expected_, ids_of_expected_).value());
    }
    if (step.is_change() && is_done) states_.push_back(contents_of(expected_));
    // What was cut off in the middle of it may have it or not.
    const bool is_pending = step.is_change() && is_done;
    check_images(is_pending ? 2 : 1, id_before);
    if (step.kind == ScenarioStep::Kind::kFlush || options_.durability == Durability::kFull)
      durable_ = states_.size() - 1;
  }

  void check_images() { check_images(1, last_id_); }

  /// `pending` is how many of the last states a store may be in where nothing acknowledged is
  /// missing.
  void check_images(std::size_t pending, std::int64_t last_id) {
    const FaultyDisk::Pause pause(disk_);
    std::vector<DiskImage> images;
    images.swap(images_);
    for (const DiskImage& image : images) {
      ++cuts_;
      const TemporaryDirectory disk;
      for (const auto& [path, content] : image)
        disk.write(std::filesystem::path(path).filename().string(), content);
      const auto store = SqliteStore::open(disk.file("store.db"), options_);
      if (!store) FAIL(store.error().message);
      const std::string found = contents_of(**store);
      const auto state = std::find(states_.rbegin(), states_.rend(), found);
      const auto age = static_cast<std::size_t>(state - states_.rbegin());
      REQUIRE(age < states_.size());  // a state that it was in
      CHECK(states_.size() - 1 - age >= durable_);
      if (age >= pending) ++losses_;
      if (options_.durability == Durability::kFull)
        CHECK((*store)->allocate_ids("", IdKind::kState, 1).value() > last_id);
    }
  }

  FaultyDisk& disk_;
  std::mt19937 random_;
  SqliteOptions options_;
  const TemporaryDirectory directory_;
  const std::string path_ = directory_.file("store.db");
  MemoryStore expected_;
  std::int64_t last_id_ = 0;
  std::int64_t ids_of_expected_ = 0;
  std::vector<std::string> states_ = {contents_of(expected_)};  // after each change
  std::size_t durable_ = 0;  // the first of them that a cut may go back to
  std::vector<DiskImage> images_;
  std::size_t cuts_ = 0;
  std::size_t losses_ = 0;
};

/// Runs scenarios, one for each 150 cycles, and returns how often changes were lost.
std::size_t losses_of(Durability durability) {
  const std::uint32_t seed = crash_seed();
  std::size_t losses = 0;
  for (std::uint32_t n = 0; n < (crash_cycles() + 149) / 150; ++n) {
    CAPTURE(seed, n);
    FaultyDisk disk;
    PowerCuts cuts(disk, durability, seed + n);
    cuts.run(ScenarioMaker(seed + n).make(45), 3);
    CHECK(cuts.cuts() > 100);
    losses += cuts.losses();
  }
  return losses;
}

TEST_CASE("a power cut loses nothing that was acknowledged, and leaves nothing by half") {
  CHECK(losses_of(Durability::kFull) == 0);
}

TEST_CASE(
    "where commits are not synced, a power cut loses whole changes from the latest back, and "
    "none from before a flush or an orderly end") {
  CHECK(losses_of(Durability::kNormal) > 0);
}

TEST_CASE("the disk of these tests keeps what was synced, and the rest by chance") {
  std::mt19937 random(7);
  WrittenFiles files;
  files.open("x");
  files.write("x", 0, std::string(1024, 'a'));
  CHECK(files.cut(Tear::kAll, random).empty());
  files.sync("x");
  CHECK(files.cut(Tear::kAll, random) == DiskImage{{"x", std::string(1024, 'a')}});
  files.write("x", 256, std::string(512, 'b'));
  const std::string whole = std::string(256, 'a') + std::string(512, 'b') + std::string(256, 'a');
  std::map<std::string, int> whole_or_not;
  std::map<std::string, int> torn;
  for (int i = 0; i < 100; ++i) {
    CHECK(files.cut(Tear::kAll, random).at("x") == std::string(1024, 'a'));
    ++whole_or_not[files.cut(Tear::kWrites, random).at("x")];
    ++torn[files.cut(Tear::kSectors, random).at("x")];
  }
  CHECK(whole_or_not.size() == 2);
  CHECK(whole_or_not.count(whole) == 1);
  CHECK(torn.size() == 4);
  CHECK(torn.count(std::string(256, 'a') + std::string(256, 'b') + std::string(512, 'a')) == 1);
  files.truncate("x", 10);
  CHECK(files.cut(Tear::kAll, random).at("x").size() == 1024);
  files.sync("x");
  CHECK(files.cut(Tear::kAll, random) == DiskImage{{"x", std::string(10, 'a')}});

  // A file that is gone may come back until the directory is synced.
  files.remove("x", false);
  CHECK(files.cut(Tear::kAll, random).count("x") == 1);
  files.open("y");
  files.write("y", 0, "new");
  CHECK(files.cut(Tear::kAll, random).count("x") == 1);
  files.sync("y");
  CHECK(files.cut(Tear::kAll, random) == DiskImage{{"y", "new"}});
  files.remove("y", true);
  CHECK(files.cut(Tear::kAll, random).empty());
}

}  // namespace
