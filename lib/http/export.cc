// SPDX-License-Identifier: MIT
#include "lib/http/export.h"

#include <ucs/json.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ucs {
inline namespace v0 {
namespace http {
namespace {

/// A part is sent when it has grown to this size; it exceeds it by one service at most.
constexpr std::size_t kPartBytes = std::size_t{64} << 10U;
/// Pages that are read for one part at most: so the transport gets to see whether the client is
/// still there, though no service passes the filter.
constexpr std::size_t kPartPagesMax = 64;

/// Returns which services the parameters ask for. What is mandatory is the engine's to check.
Result<ExportFilter> export_filter(const Query& query) {
  using Events = ExportFilter::Events;
  using Progress = Filter::Progress;
  ExportFilter filter;
  const auto from = query.time("time_from");
  if (!from) return from.error();
  filter.time_from = *from;
  const auto to = query.time("time_to");
  if (!to) return to.error();
  filter.time_to = *to;
  const auto events = query.choice("filter_events", {"any", "started", "completed"});
  if (!events) return events.error();
  constexpr Events kEvents[] = {Events::kAny, Events::kStarted, Events::kCompleted};
  filter.events = kEvents[*events];
  const auto state = query.choice("filter_state", {"any", "active", "inactive"});
  if (!state) return state.error();
  constexpr Progress kStates[] = {Progress::kAny, Progress::kActive, Progress::kCompleted};
  filter.progress = kStates[*state];
  return filter;
}

/// Everything there is of a service.
json::Inclusion whole_service(const Call& call) {
  json::Inclusion inclusion;
  inclusion.attributes = call.engine.business_attributes(call.scope);
  inclusion.active_states = true;
  inclusion.completed_states = true;
  inclusion.active_tasks = true;
  inclusion.completed_tasks = true;
  inclusion.service_extensions.is_all = true;
  inclusion.state_extensions.is_all = true;
  inclusion.task_extensions.is_all = true;
  return inclusion;
}

/// The services of a cursor as a JSON array. Holds one part, one page and one service at a time.
class ExportStream final : public BodyStream {
 public:
  /// Without `content` the array has ids.
  ExportStream(ExportCursor cursor, std::optional<json::Inclusion> content)
      : cursor_(std::move(cursor)), content_(std::move(content)) {}

  [[nodiscard]] bool is_at_end() const noexcept { return is_at_end_; }

  [[nodiscard]] Result<std::optional<std::string>> next() override {
    if (is_at_end_) return std::optional<std::string>();
    try {
      return make_part();
    } catch (...) {
      // Only memory can run out here. The text is short enough to need none.
      return Error{ErrorCode::kInternal, "out of memory", ""};
    }
  }

 private:
  Result<std::optional<std::string>> make_part() {
    std::string part;
    if (is_first_) part += '[';
    std::size_t pages = 0;
    while (part.size() < kPartBytes) {
      if (position_ < page_.size()) {
        append(part, page_[position_]);
        page_[position_++].reset();
        continue;
      }
      if (cursor_.is_at_end()) {
        part += ']';
        is_at_end_ = true;
        break;
      }
      if (pages++ == kPartPagesMax) break;
      auto page = cursor_.next_page();
      if (!page) return std::move(page).error();
      page_ = *std::move(page);
      position_ = 0;
    }
    is_first_ = false;
    return std::optional<std::string>(std::move(part));
  }

  void append(std::string& part, const ServicePtr& service) {
    if (has_services_) part += ',';
    has_services_ = true;
    if (content_) {
      // Not to `part` at once: a text that grows is filled to its double size beforehand.
      service_.clear();
      json::append_service(service_, *service, *content_);
      part += service_;
    } else {
      part += std::to_string(service->id);
    }
  }

  ExportCursor cursor_;
  const std::optional<json::Inclusion> content_;
  std::vector<ServicePtr> page_;
  std::size_t position_ = 0;  // of the next service in page_
  std::string service_;       // the latest one
  bool is_first_ = true;
  bool has_services_ = false;
  bool is_at_end_ = false;
};

}  // namespace

Result<Response> export_to_stream(Call& call) {
  const auto filter = export_filter(call.query);
  if (!filter) return filter.error();
  const auto has_content = call.query.boolean("export_content");
  if (!has_content) return has_content.error();
  auto cursor = call.engine.export_services(*filter, call.scope);
  if (!cursor) return std::move(cursor).error();
  std::optional<json::Inclusion> content;
  if (*has_content) content = whole_service(call);
  auto stream = std::make_unique<ExportStream>(*std::move(cursor), std::move(content));
  auto first = stream->next();
  if (!first) return std::move(first).error();
  Response response;
  response.headers.push_back({"Content-Type", "application/json"});
  response.body = std::move(**first);
  if (!stream->is_at_end()) response.rest = std::move(stream);
  return response;
}

}  // namespace http
}  // namespace v0
}  // namespace ucs
