// SPDX-License-Identifier: MIT
// The form of a record stands in the visit_… functions alone; Writer and Reader go through it.
#include "lib/store/record.h"

#include <ucs/detail/json_text.h>
#include <ucs/detail/quoted.h>
#include <ucs/detail/utf8.h>
#include <ucs/time.h>

#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <forward_list>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "lib/store/strict_cursor.h"

namespace ucs {
inline namespace v0 {
namespace store {
namespace {

template <class Form, class Fields>
void visit_event(Form& form, Fields& event) {
  form.value(R"("timestamp":)", event.timestamp);
  form.optional(R"(,"session_id":)", event.session_id);
  form.optional(R"(,"interaction_id":)", event.interaction_id);
  form.optional(R"(,"application_type":)", event.application_type);
  form.optional(R"(,"application_id":)", event.application_id);
  form.optional(R"(,"resource_type":)", event.resource_type);
  form.optional(R"(,"resource_id":)", event.resource_id);
  form.optional(R"(,"media_type":)", event.media_type);
}

template <class Form, class Fields>
void visit_completion(Form& form, Fields& completion) {
  visit_event(form, completion.event);
  form.optional(R"(,"disposition":)", completion.disposition);
  form.optional(R"(,"disposition_desc":)", completion.disposition_desc);
}

/// What services, states and tasks have in common, behind their own members.
template <class Form, class Fields>
void visit_activity(Form& form, Fields& activity) {
  form.optional(R"(,"est_duration":)", activity.est_duration);
  form.token(R"(,"started":{)");
  visit_event(form, activity.started);
  form.token("}");
  form.completion(R"(,"completed":{)", activity.completion);
  form.extensions(R"(,"extensions":{)", activity.extensions);
}

template <class Form, class Fields>
void visit_nested(Form& form, Fields& fields, const State* /*kind*/) {
  form.value(R"({"state_id":)", fields.id);
  form.optional(R"(,"state_type":)", fields.type);
  form.optional(R"(,"previous_state_id":)", fields.previous_state_id);
  visit_activity(form, fields);
  form.token("}");
}

template <class Form, class Fields>
void visit_nested(Form& form, Fields& fields, const Task* /*kind*/) {
  form.value(R"({"task_id":)", fields.id);
  form.optional(R"(,"task_type":)", fields.type);
  form.optional(R"(,"state_id":)", fields.state_id);
  visit_activity(form, fields);
  form.token("}");
}

/// Behind the version.
template <class Form, class Fields>
void visit_service(Form& form, Fields& service) {
  form.value(R"(,"service_id":)", service.id);
  form.value(R"(,"revision":)", service.revision);
  form.optional(R"(,"service_type":)", service.type);
  form.optional(R"(,"customer_id":)", service.customer_id);
  form.optional(R"(,"contact_key":)", service.contact_key);
  form.value(R"(,"updated":)", service.updated);
  form.value(R"(,"expires":)", service.expires);
  form.flag(R"(,"expires_given":true)", service.is_expires_given);
  form.optional(R"(,"auto_complete_after":)", service.auto_complete_after);
  form.flag(R"(,"auto_complete_given":true)", service.is_auto_complete_given);
  visit_activity(form, service);
  form.list(R"(,"states":[)", service.states);
  form.list(R"(,"tasks":[)", service.tasks);
  form.token("}");
}

[[nodiscard]] bool is_writable(Timestamp time) noexcept {
  return time >= kTimestampMin && time <= kTimestampMax;
}

/// Writes what it is shown to the end of a text.
class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  [[nodiscard]] std::optional<Error>& error() noexcept { return error_; }

  void token(const char* token) { out_ += token; }
  template <class Integer>
  void value(const char* key, Integer value) {
    out_ += key;
    std::array<char, 20> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    out_.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
  }
  void value(const char* key, Timestamp time) {
    if (!is_writable(time) && !error_) {
      error_ = Error{ErrorCode::kInvalidTimestamp,
                     "a time lies outside of the years 0000 to 9999, " +
                         std::to_string(time.time_since_epoch().count()) + " ms from 1970",
                     ""};
    }
    value(key, std::int64_t{time.time_since_epoch().count()});
  }
  void flag(const char* member, bool is_set) {
    if (is_set) out_ += member;
  }
  template <class Integer>
  void optional(const char* key, const std::optional<Integer>& value) {
    if (value) this->value(key, *value);
  }
  void optional(const char* key, const Text& text) {
    if (text.is_present()) string(key, text.view());
  }
  void optional(const char* key, const LongOrString& value) {
    if (value.is_integer()) return this->value(key, value.integer());
    if (value.is_present()) string(key, value.string());
  }
  void completion(const char* key, const std::shared_ptr<const Completion>& completion) {
    if (completion == nullptr) return;
    out_ += key;
    visit_completion(*this, *completion);
    out_ += '}';
  }
  void extensions(const char* key, const Extensions& extensions) {
    if (extensions.empty()) return;
    out_ += key;
    for (const ExtensionView extension : extensions) {
      if (out_.back() != '{') out_ += ',';
      detail::append_json_string(out_, extension.name);
      check(extension);
      out_.append(1, ':').append(extension.value);
    }
    out_ += '}';
  }
  template <class T>
  void list(const char* key, const detail::PersistentMap<T>& entities) {
    if (entities.empty()) return;
    out_ += key;
    for (const T& entity : entities) {
      if (out_.back() != '[') out_ += ',';
      visit_nested(*this, entity, &entity);
    }
    out_ += ']';
  }

 private:
  void string(const char* key, std::string_view text) {
    out_ += key;
    detail::append_json_string(out_, text);
  }
  /// What is written must be readable.
  void check(const ExtensionView& extension) {
    StrictCursor cursor(extension.value);
    static_cast<void>(cursor.value());
    cursor.expect_end();
    if (cursor.is_good() || error_) return;
    error_ = Error{ErrorCode::kInvalidExtension,
                   "the value of the extension " + detail::quoted(extension.name) +
                       " is no compact JSON text; expected " + cursor.expected() + " at byte " +
                       std::to_string(cursor.position()),
                   std::string(extension.name)};
  }

  std::string& out_;
  std::optional<Error> error_;
};

/// Fills in what it is shown from a text.
class Reader {
 public:
  explicit Reader(std::string_view text) : in_(text) {}

  [[nodiscard]] StrictCursor& cursor() noexcept { return in_; }

  void token(const char* token) { in_.expect(token); }
  template <class Integer>
  void value(const char* key, Integer& value) {
    in_.expect(key);
    value = in_.integer<Integer>();
  }
  void value(const char* key, Timestamp& time) {
    std::int64_t count = 0;
    value(key, count);
    time = Timestamp(std::chrono::milliseconds(count));
    if (!is_writable(time)) in_.fail("a time of the years 0000 to 9999 before this");
  }
  void flag(const char* member, bool& is_set) { is_set = in_.skip(member); }
  template <class Integer>
  void optional(const char* key, std::optional<Integer>& value) {
    if (in_.skip(key)) value = in_.integer<Integer>();
  }
  void optional(const char* key, Text& text) {
    if (in_.skip(key)) text = in_.string(unescaped_);
  }
  void optional(const char* key, LongOrString& value) {
    if (!in_.skip(key)) return;
    if (in_.comes_string()) {
      value = in_.string(unescaped_);
    } else {
      value = in_.integer<std::int64_t>();
    }
  }
  void completion(const char* key, std::shared_ptr<const Completion>& completion) {
    if (!in_.skip(key)) return;
    auto made = std::make_shared<Completion>();
    visit_completion(*this, *made);
    in_.expect("}");
    completion = std::move(made);
  }
  void extensions(const char* key, Extensions& extensions) {
    if (!in_.skip(key)) return;
    std::vector<Extensions::Item> items;
    names_.clear();
    do {
      Extensions::Item item{};
      item.name = in_.string(unescaped_);
      if (item.name.data() == unescaped_.data()) item.name = names_.emplace_front(unescaped_);
      in_.expect(":");
      item.value = in_.value();
      items.push_back(item);
    } while (in_.skip(","));
    in_.expect("}");
    if (in_.is_good()) extensions = Extensions::copy_of(std::move(items));
  }
  template <class T>
  void list(const char* key, detail::PersistentMap<T>& entities) {
    if (!in_.skip(key)) return;
    do {
      auto entity = std::make_shared<T>();
      visit_nested(*this, *entity, entity.get());
      if (in_.is_good()) entities.put(std::move(entity));
    } while (in_.skip(","));
    in_.expect("]");
  }

 private:
  StrictCursor in_;
  std::string unescaped_;
  std::forward_list<std::string> names_;  // of the extensions being read, those with escapes
};

[[nodiscard]] Error damaged(std::size_t position, const std::string& expected) {
  return {ErrorCode::kInternal,
          "the record is damaged: expected " + expected + " at byte " + std::to_string(position),
          ""};
}

}  // namespace

Result<std::string> write_record(const Service& service) {
  Result<std::string> result(std::in_place);
  std::string& text = *result;
  text.reserve(512);
  Writer writer(text);
  writer.value(R"({"v":)", kRecordVersion);
  visit_service(writer, service);
  if (writer.error()) return *std::move(writer.error());
  if (!detail::is_utf8(text)) {
    return Error{ErrorCode::kInvalidField,
                 "service " + std::to_string(service.id) +
                     " has a text that is not UTF-8; expected UTF-8 in all of them",
                 ""};
  }
  if (text.size() > kRecordBytesMax) {
    return Error{ErrorCode::kInvalidField,
                 "service " + std::to_string(service.id) + " has " + std::to_string(text.size()) +
                     " bytes as a record; expected at most " + std::to_string(kRecordBytesMax),
                 ""};
  }
  return result;
}

Result<ServicePtr> read_record(std::string_view text) {
  const std::size_t valid_bytes = detail::utf8_scan(text).valid_bytes;
  if (valid_bytes != text.size()) return damaged(valid_bytes, "UTF-8");
  Reader reader(text);
  std::int64_t version = 0;
  reader.value(R"({"v":)", version);
  if (reader.cursor().is_good() && version != kRecordVersion) {
    return Error{ErrorCode::kInternal,
                 "the record is of version " + std::to_string(version) + "; expected " +
                     std::to_string(kRecordVersion) + ", which is all this ucs knows",
                 ""};
  }
  auto service = std::make_shared<Service>();
  visit_service(reader, *service);
  reader.cursor().expect_end();
  if (!reader.cursor().is_good())
    return damaged(reader.cursor().position(), reader.cursor().expected());
  return ServicePtr(std::move(service));
}

}  // namespace store
}  // namespace v0
}  // namespace ucs
