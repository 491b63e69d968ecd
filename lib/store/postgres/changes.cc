// SPDX-License-Identifier: MIT
#include "lib/store/postgres/changes.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <tuple>
#include <utility>

#include "lib/store/postgres/pause.h"
#include "lib/store/postgres/statements.h"
#include "lib/store/record.h"

namespace ucs {
inline namespace v0 {
namespace postgres {
namespace {

// A batch that others are in the way of falls apart sooner than one change gives up.
constexpr int kTogetherMax = 3;
constexpr int kAloneMax = 10;

[[nodiscard]] std::string to_hex(std::uint64_t number) {
  std::array<char, 16> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, 16).ptr;
  return {digits.data(), end};
}

void set_failure(WriteQueue::Batch& batch, const Failure& failure) {
  for (Write* write : batch) write->failure = failure;
}

}  // namespace

Error outcome_unknown(const std::string& reason) {
  return {ErrorCode::kOutcomeUnknown,
          "it is not known whether the change was made, or will be: " + reason +
              ". Read what it was to change before trying again",
          ""};
}

Changes::Changes(Servers& servers, Pool& pool, std::size_t batch_max)
    : servers_(servers),
      pool_(pool),
      process_(to_hex(random_number()) + "-"),
      queue_(batch_max,
             [this](WriteQueue::Batch& batch, Deadline deadline) { carry_out(batch, deadline); }) {}

std::string Changes::new_operation() { return process_ + to_hex(++operations_); }

Result<bool> Changes::put(std::string_view tenant, const Service& service, Revision expected,
                          Deadline deadline) {
  auto text = store::write_record(service);
  if (!text) return std::move(text).error();
  const std::size_t bytes = text->size();
  const std::string operation = new_operation();
  statements::Record record{tenant, service, operation, *std::move(text)};
  const Call call = expected == 0 ? statements::insert(std::move(record))
                                  : statements::update(std::move(record), expected);
  const Call confirm = statements::confirm(tenant, service.id, operation);
  const Call find = statements::find_revision(tenant, service.id);
  // The same change once more can be made only if the first one was not. If neither left its name,
  // and the record has the revision that they were to give it, then another change took their
  // place. If it has a later one, theirs may have been among those before it.
  const Question question{
      {&call, &confirm, &find}, [&](const std::vector<Rows>& rows) -> std::optional<bool> {
        if (rows[0].changes() > 0 || rows[1].changes() > 0) return true;
        const bool is_of_another = rows[2].size() > 0 && statements::to_revision(rows[2].integer(
                                                             0, 0)) == service.revision;
        if (is_of_another) return false;
        return std::nullopt;
      }};
  Write write{call, tenant, service.id, bytes, false, {}};
  return make(write, question, deadline);
}

Result<bool> Changes::erase(std::string_view tenant, ServiceId id, Revision expected,
                            Deadline deadline) {
  const Call call = statements::erase(tenant, id, expected);
  const Call find = statements::find_revision(tenant, id);
  // A record that is there was not erased: ids are never used again. One that is not may have been
  // erased by another.
  const Question question{{&call, &find}, [](const std::vector<Rows>& rows) -> std::optional<bool> {
                            if (rows[0].changes() > 0) return true;
                            if (rows[1].size() > 0) return false;
                            return std::nullopt;
                          }};
  Write write{call, tenant, id, 0, false, {}};
  return make(write, question, deadline);
}

Result<bool> Changes::make(Write& write, const Question& question, Deadline deadline) {
  queue_.run(write, deadline);
  if (!write.failure) return write.is_changed;
  if (write.failure->kind != Failure::Kind::kUnknown) return write.failure->to_error();
  return find_out(question, write.failure->message, deadline);
}

Result<bool> Changes::find_out(const Question& question, const std::string& reason,
                               Deadline deadline) {
  Pauses pauses;
  while (time_left(deadline).count() > 0) {
    if (auto connection = pool_.take(deadline)) {
      const Replies replies = (*connection)->run(question.calls, deadline);
      if (!replies.failure) {
        if (const auto is_made = question.judge(replies.rows)) return *is_made;
        return outcome_unknown("the connection was lost (" + reason +
                               "), and others have changed the same since");
      }
      if (!replies.failure->is_conflict()) pool_.distrust();
    }
    if (!pauses.wait(deadline)) break;
  }
  return outcome_unknown(reason);
}

void Changes::carry_out(WriteQueue::Batch& batch, Deadline deadline) {
  std::stable_sort(batch.begin(), batch.end(), [](const Write* a, const Write* b) {
    return std::tie(a->tenant, a->id) < std::tie(b->tenant, b->id);
  });
  try {
    const auto failure = carry_out_together(batch, deadline);
    if (!failure) return;
    // One of the changes alone may be to blame.
    if (failure->kind == Failure::Kind::kRefused && batch.size > 1)
      return carry_out_each(batch, deadline);
    set_failure(batch, *failure);
  } catch (...) {  // memory: so short a text needs none
    connection_.reset();
    set_failure(batch, {Failure::Kind::kUnknown, "", "no memory left"});
  }
}

std::optional<Failure> Changes::carry_out_together(WriteQueue::Batch& batch, Deadline deadline) {
  Pauses pauses;
  for (int count = 1;; ++count) {
    auto failure = attempt(batch, deadline);
    if (!failure) return failure;
    if (failure->kind == Failure::Kind::kUnknown || failure->is_read_only()) {
      connection_.reset();
      pool_.distrust();
    }
    const bool may_go_well = failure->is_conflict() || failure->is_read_only();
    const int count_max = batch.size > 1 ? kTogetherMax : kAloneMax;
    if (may_go_well && count < count_max && pauses.wait(deadline)) continue;
    return failure;
  }
}

void Changes::carry_out_each(WriteQueue::Batch& batch, Deadline deadline) {
  for (Write* write : batch) {
    WriteQueue::Batch alone;
    alone.writes[alone.size++] = write;
    if (const auto failure = carry_out_together(alone, deadline)) set_failure(alone, *failure);
  }
}

std::optional<Failure> Changes::attempt(WriteQueue::Batch& batch, Deadline deadline) {
  if (connection_ == nullptr || !connection_->is_alive()) {
    connection_.reset();
    auto made = servers_.connect(deadline);
    if (!made) return Failure{Failure::Kind::kNotSent, "", std::move(made).error().message};
    connection_ = *std::move(made);
  }
  std::vector<const Call*> calls;
  for (const Write* write : batch) calls.push_back(&write->call);
  Replies replies = connection_->run(calls, deadline);
  if (replies.failure) return std::move(replies.failure);
  for (std::size_t i = 0; i < batch.size; ++i)
    batch.writes[i]->is_changed = replies.rows[i].changes() > 0;
  return std::nullopt;
}

}  // namespace postgres
}  // namespace v0
}  // namespace ucs
