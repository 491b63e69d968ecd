// SPDX-License-Identifier: MIT
#include "lib/export/directory_exporter.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <ucs/time.h>

#include <csignal>
#include <string>
#include <utility>
#include <vector>

#include "tests/catch.h"
#include "tests/support/builders.h"
#include "tests/support/temporary_directory.h"
#include "tests/support/threads.h"
#include "tests/support/unpacked.h"

namespace {

using ucs::Result;
using ucs::file_export::DirectoryExporter;
using ucs::http::ExportFiles;
using ucs::http::ExportPacking;
using ucs::http::ExportPlan;
using ucs::tests::at;
using ucs::tests::contains;
using ucs::tests::outcome;
using ucs::tests::TemporaryDirectory;
using Names = std::vector<std::string>;

ExportPlan plan_of(Names endings, ExportPacking packing = ExportPacking::kNone) {
  return {at("2026-03-01T12:30:59.007Z"), std::move(endings), packing};
}

/// Writes one file with this text.
Result<Names> write(const std::string& directory, const std::string& text,
                    const ExportPlan& plan = plan_of({".json"})) {
  DirectoryExporter exporter(directory);
  const auto files = exporter.begin(plan);
  if (!files) return files.error();
  if (auto done = (*files)->append(0, text); !done) return std::move(done).error();
  return (*files)->publish();
}

/// Text that packs badly.
std::string noise(std::size_t bytes) {
  std::string text;
  std::uint32_t state = 1;
  while (text.size() < bytes)
    text += static_cast<char>((state = state * 1664525 + 1013904223) >> 24U);
  return text;
}

/// Lets files of this process grow to `bytes` only, as a disk that is nearly full does.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &former_);
    rlimit limit = former_;
    limit.rlim_cur = bytes;
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &former_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit former_{};
  void (*handler_)(int);
};

TEST_CASE("the files of an export have the names of its time, in UTC, and what was appended") {
  const TemporaryDirectory directory;
  DirectoryExporter exporter(directory.path());
  const auto files = exporter.begin(plan_of({"_services.csv", "_states.csv"}));
  REQUIRE(files);
  REQUIRE((*files)->append(1, "a"));
  REQUIRE((*files)->append(0, "one"));
  REQUIRE((*files)->append(0, ""));
  REQUIRE((*files)->append(0, " two"));
  const auto names = (*files)->publish();
  REQUIRE(names);
  CHECK(*names ==
        Names{"export20260301_123059_007_services.csv", "export20260301_123059_007_states.csv"});
  CHECK(directory.names() == *names);
  CHECK(directory.content((*names)[0]) == "one two");
  CHECK(directory.content((*names)[1]) == "a");
  struct stat facts {};
  REQUIRE(::stat(directory.file((*names)[0]).c_str(), &facts) == 0);
  CHECK((facts.st_mode & 0777U) == 0600U);
}

TEST_CASE(
    "nothing stands under its name before an export is complete, and nothing stays of others") {
  const TemporaryDirectory directory;
  {
    DirectoryExporter exporter(directory.path());
    const auto files = exporter.begin(plan_of({"_a.csv", "_b.csv"}));
    REQUIRE(files);
    REQUIRE((*files)->append(0, noise(100000)));
    CHECK(directory.names() ==
          Names{".export20260301_123059_007_a.csv.tmp", ".export20260301_123059_007_b.csv.tmp"});
  }
  CHECK(directory.names().empty());
}

TEST_CASE("a packed file is whole, of any size, and a zip has the file under its name") {
  for (const std::size_t bytes : {1U, 10240U, 65536U, 3000000U}) {
    for (const bool is_noise : {true, false}) {
      const TemporaryDirectory directory;
      const std::string text = is_noise ? noise(bytes) : std::string(bytes, 'x');
      const auto gzip = write(directory.path(), text, plan_of({".json"}, ExportPacking::kGzip));
      REQUIRE(gzip);
      CHECK(*gzip == Names{"export20260301_123059_007.json.gz"});
      const auto of_gzip = ucs::tests::unpacked(directory.content(gzip->front()));
      REQUIRE(of_gzip.size() == 1);
      CHECK(of_gzip[0].text == text);
      const auto zip = write(directory.path(), text, plan_of({".json"}, ExportPacking::kZip));
      REQUIRE(zip);
      CHECK(*zip == Names{"export20260301_123059_007.json.zip"});
      const std::string packed = directory.content(zip->front());
      const auto of_zip = ucs::tests::unpacked(packed);
      REQUIRE(of_zip.size() == 1);
      CHECK(of_zip[0].name == "export20260301_123059_007.json");
      CHECK(of_zip[0].text == text);
      if (!is_noise && bytes > 10000) CHECK(packed.size() < bytes / 10);
      CHECK(directory.names().size() == 2);
    }
  }
}

TEST_CASE("where a name is taken, the export has the next millisecond that is free") {
  const TemporaryDirectory directory;
  directory.write("export20260301_123059_007_b.csv", "theirs");
  REQUIRE(::symlink("/etc/passwd", directory.file("export20260301_123059_008_a.csv").c_str()) == 0);
  REQUIRE(::mkdir(directory.file("export20260301_123059_009_a.csv").c_str(), 0700) == 0);
  directory.write(".export20260301_123059_010_a.csv.tmp", "left by a crash");
  const auto names = write(directory.path(), "ours", plan_of({"_a.csv", "_b.csv"}));
  REQUIRE(names);
  CHECK(*names == Names{"export20260301_123059_011_a.csv", "export20260301_123059_011_b.csv"});
  CHECK(directory.content("export20260301_123059_007_b.csv") == "theirs");
  CHECK(directory.names().size() == 6);
}

TEST_CASE("what takes a name while the files are written is not overwritten") {
  const TemporaryDirectory directory;
  const TemporaryDirectory elsewhere;
  elsewhere.write("target", "theirs");
  DirectoryExporter exporter(directory.path());
  const auto files = exporter.begin(plan_of({"_a.csv", "_b.csv"}));
  REQUIRE(files);
  REQUIRE((*files)->append(0, "ours"));
  REQUIRE(::symlink(elsewhere.file("target").c_str(),
                    directory.file("export20260301_123059_007_b.csv").c_str()) == 0);
  const auto names = (*files)->publish();
  REQUIRE(names);
  CHECK(*names == Names{"export20260301_123059_008_a.csv", "export20260301_123059_008_b.csv"});
  CHECK(directory.names() == Names{"export20260301_123059_007_b.csv", (*names)[0], (*names)[1]});
  CHECK(elsewhere.content("target") == "theirs");
}

TEST_CASE("exports of one moment all have names of their own") {
  const TemporaryDirectory directory;
  ucs::tests::run_threads(4, [&](std::size_t i) {
    for (int j = 0; j < 20; ++j) static_cast<void>(write(directory.path(), std::to_string(i)));
  });
  const Names names = directory.names();
  CHECK(names.size() == 80);
  CHECK(names.front() == "export20260301_123059_007.json");
  CHECK(names.back() == "export20260301_123059_086.json");
}

TEST_CASE("when the names of a whole second are taken, an export is unavailable") {
  const TemporaryDirectory directory;
  for (int i = 0; i < DirectoryExporter::kNamesMax; ++i) REQUIRE(write(directory.path(), "theirs"));
  const Names before = directory.names();
  CHECK(before.size() == static_cast<std::size_t>(DirectoryExporter::kNamesMax));
  CHECK(before.back() == "export20260301_123100_006.json");
  CHECK_THAT(write(directory.path(), "ours").error().message, contains("File exists"));
  CHECK(directory.names() == before);
}

TEST_CASE("a directory that is none, or cannot be written to, is unavailable, and named") {
  const TemporaryDirectory directory;
  directory.write("file", "theirs");
  for (const std::string& path :
       {directory.file("missing"), directory.file("file"), directory.file("file/below"),
        std::string("/proc/self"), std::string()}) {
    CAPTURE(path);
    const auto names = write(path, "x");
    REQUIRE_FALSE(names);
    CHECK(names.error().code == ucs::ErrorCode::kUnavailable);
    CHECK_THAT(names.error().message, contains('"' + path + '"'));
  }
  CHECK_THAT(write(directory.file("missing"), "x").error().message,
             contains("No such file or directory"));
  CHECK_THAT(write(directory.file("file"), "x").error().message, contains("Not a directory"));
  CHECK(directory.names() == Names{"file"});
}

TEST_CASE("a directory named by way of another is written to, and no other") {
  const TemporaryDirectory directory;
  REQUIRE(::mkdir(directory.file("inner").c_str(), 0700) == 0);
  REQUIRE(write(directory.file("inner/../inner/.."), "x"));
  CHECK(directory.names() == Names{"export20260301_123059_007.json", "inner"});
}

TEST_CASE("an export stays in the directory that was opened for it") {
  const TemporaryDirectory directory;
  REQUIRE(::mkdir(directory.file("first").c_str(), 0700) == 0);
  REQUIRE(::mkdir(directory.file("second").c_str(), 0700) == 0);
  DirectoryExporter exporter(directory.file("first"));
  const auto files = exporter.begin(plan_of({".json"}));
  REQUIRE(files);
  REQUIRE(::rename(directory.file("first").c_str(), directory.file("moved").c_str()) == 0);
  REQUIRE(::symlink("second", directory.file("first").c_str()) == 0);
  REQUIRE((*files)->publish());
  CHECK(directory.content("moved/export20260301_123059_007.json").empty());
  CHECK(std::filesystem::is_empty(directory.file("second")));
}

TEST_CASE("a full disk is unavailable, and leaves nothing") {
  for (const ExportPacking packing :
       {ExportPacking::kNone, ExportPacking::kGzip, ExportPacking::kZip}) {
    for (const std::size_t bytes : {70000U, 1000000U}) {  // written at last, or meanwhile
      const TemporaryDirectory directory;
      Result<Names> names = Names();
      {
        const FileSizeLimit limit(65536);
        names = write(directory.path(), noise(bytes), plan_of({".json", "_b.csv"}, packing));
      }
      REQUIRE_FALSE(names);
      CHECK(names.error().code == ucs::ErrorCode::kUnavailable);
      CHECK_THAT(names.error().message, contains("File too large"));
      CHECK(directory.names().empty());
    }
  }
}

TEST_CASE("when files can be written but not named, none of them stays") {
  const TemporaryDirectory directory;
  REQUIRE(::mkdir(directory.file("gone").c_str(), 0700) == 0);
  DirectoryExporter exporter(directory.file("gone"));
  const auto files = exporter.begin(plan_of({"_a.csv", "_b.csv"}));
  REQUIRE(files);
  // The second file is taken away, so that its renaming fails after that of the first.
  REQUIRE(::unlink(directory.file("gone/.export20260301_123059_007_b.csv.tmp").c_str()) == 0);
  const auto names = (*files)->publish();
  REQUIRE_FALSE(names);
  CHECK(names.error().code == ucs::ErrorCode::kUnavailable);
  CHECK(std::filesystem::is_empty(directory.file("gone")));
}

}  // namespace
