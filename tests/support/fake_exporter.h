// SPDX-License-Identifier: MIT
// A FileExporter that keeps what it is given.
#pragma once

#include <ucs/file_exporter.h>
#include <ucs/time.h>

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ucs::tests {

/// Names files by the time of the export and their endings, and lets the later of two with one name
/// win. Thread-safe.
class FakeExporter final : public http::FileExporter {
 public:
  enum class Step { kBegin, kAppend, kPublish };

  /// Lets this step fail from now on.
  void fail(Step step, Error error) {
    const std::lock_guard lock(mutex_);
    failure_ = {step, std::move(error)};
  }
  void heal() {
    const std::lock_guard lock(mutex_);
    failure_.reset();
  }

  /// Returns the text of a published file.
  [[nodiscard]] std::string text(const std::string& name) const {
    const std::lock_guard lock(mutex_);
    return published_.at(name);
  }
  [[nodiscard]] std::size_t count() const {
    const std::lock_guard lock(mutex_);
    return published_.size();
  }
  [[nodiscard]] http::ExportPacking packing() const {
    const std::lock_guard lock(mutex_);
    return packing_;
  }

  Result<std::unique_ptr<http::ExportFiles>> begin(const http::ExportPlan& plan) override {
    if (auto error = failure(Step::kBegin)) return *std::move(error);
    const std::lock_guard lock(mutex_);
    packing_ = plan.packing;
    return std::unique_ptr<http::ExportFiles>(std::make_unique<Files>(*this, plan));
  }

 private:
  class Files final : public http::ExportFiles {
   public:
    Files(FakeExporter& exporter, const http::ExportPlan& plan)
        : exporter_(exporter), plan_(plan), texts_(plan.endings.size()) {}

    Result<void> append(std::size_t file, std::string_view text) override {
      if (auto error = exporter_.failure(Step::kAppend)) return *std::move(error);
      texts_.at(file).append(text);
      return {};
    }
    Result<std::vector<std::string>> publish() override {
      if (auto error = exporter_.failure(Step::kPublish)) return *std::move(error);
      const std::lock_guard lock(exporter_.mutex_);
      std::vector<std::string> names;
      for (std::size_t i = 0; i < texts_.size(); ++i) {
        names.push_back(format_timestamp(plan_.time) + plan_.endings[i]);
        exporter_.published_[names.back()] = texts_[i];
      }
      return names;
    }

   private:
    FakeExporter& exporter_;
    const http::ExportPlan plan_;
    std::vector<std::string> texts_;
  };

  /// Returns the error of a step that is to fail.
  [[nodiscard]] std::optional<Error> failure(Step step) const {
    const std::lock_guard lock(mutex_);
    if (!failure_ || failure_->first != step) return std::nullopt;
    return failure_->second;
  }

  mutable std::mutex mutex_;  // guards what follows
  std::optional<std::pair<Step, Error>> failure_;
  std::map<std::string, std::string> published_;
  http::ExportPacking packing_ = http::ExportPacking::kNone;
};

}  // namespace ucs::tests
