// SPDX-License-Identifier: MIT
#include "lib/testing/recorder.h"

#include <string_view>
#include <utility>

namespace ucs {
inline namespace v0 {
namespace testing {
namespace {

constexpr std::string_view kBetween = ",\n";

}  // namespace

bool Recorder::add(const std::string& step) {
  ++count_;
  if (!newer_.steps.empty()) newer_.steps += kBetween;
  newer_.steps += step;
  if (older_ && older_->steps.size() + kBetween.size() + newer_.steps.size() > bytes_max_)
    older_.reset();
  return newer_.steps.size() > bytes_max_ / 2;
}

void Recorder::begin_part(Situation situation) {
  Part next{std::move(situation), count_, {}};
  // One step alone may be more than there is room for.
  if (newer_.steps.size() <= bytes_max_) {
    older_ = std::exchange(newer_, std::move(next));
  } else {
    older_.reset();
    newer_ = std::move(next);
  }
}

void Recorder::begin_anew(Situation situation) {
  older_.reset();
  newer_ = {std::move(situation), count_, {}};
}

Recorder::Contents Recorder::contents() const {
  if (!older_) return {newer_.situation, newer_.skipped, newer_.steps};
  Contents contents{older_->situation, older_->skipped, older_->steps};
  if (!newer_.steps.empty()) contents.steps.append(kBetween).append(newer_.steps);
  return contents;
}

}  // namespace testing
}  // namespace v0
}  // namespace ucs
