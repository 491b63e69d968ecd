// SPDX-License-Identifier: MIT
#include "lib/http/export.h"

#include <ucs/file_exporter.h>
#include <ucs/json.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lib/http/csv.h"
#include "lib/http/message.h"
#include "lib/http/server.h"

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
  json::Inclusion inclusion = json::Inclusion::everything();
  inclusion.attributes = call.engine.business_attributes(call.scope);
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
      if (pages++ == kPartPagesMax) {
        if (part.empty()) part += '\n';  // a blank in JSON, and only what is sent tells who is gone
        break;
      }
      auto page = cursor_.next_page();
      if (!page) return std::move(page).error();
      page_ = *std::move(page);
      position_ = 0;
    }
    is_first_ = false;
    // Whoever reads slowly need not hold a large service twice.
    if (service_.capacity() > kPartBytes) std::string().swap(service_);
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

Result<void> write_json(const ExportCursor& cursor, const json::Inclusion& content,
                        ExportFiles& files) {
  ExportStream stream(cursor, content);
  for (;;) {
    const auto part = stream.next();
    if (!part) return part.error();
    if (!*part) return {};
    if (auto done = files.append(0, **part); !done) return done;
  }
}

Result<void> write_csv(ExportCursor& cursor, const BusinessAttributes* attributes,
                       ExportFiles& files) {
  CsvTables tables = csv_headings();
  const auto flush = [&](std::size_t bytes_min) -> Result<void> {
    std::size_t file = 0;
    for (std::string* rows : {&tables.services, &tables.states, &tables.tasks}) {
      const std::size_t index = file++;
      if (rows->size() < bytes_min) continue;
      if (auto done = files.append(index, *rows); !done) return done;
      rows->clear();
    }
    return {};
  };
  while (!cursor.is_at_end()) {
    const auto page = cursor.next_page();
    if (!page) return page.error();
    for (const ServicePtr& service : *page) {
      append_csv(tables, *service, attributes);
      if (auto done = flush(kPartBytes); !done) return done;
    }
  }
  return flush(0);
}

Result<FileExporter*> file_exporter(const Call& call) {
  if (FileExporter* const exporter = call.server.file_exporter()) return exporter;
  return Error{ErrorCode::kUnavailable,
               "this server writes no exports to files, because it was given no directory for them "
               "(ucs-shim: option export-dir)",
               ""};
}

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
  Response response = json_response(std::move(**first));
  if (!stream->is_at_end()) response.rest = std::move(stream);
  return response;
}

Result<Response> export_to_files(Call& call) {
  const auto filter = export_filter(call.query);
  if (!filter) return filter.error();
  const auto format = call.query.choice("format", {"json", "csv"});
  if (!format) return format.error();
  const auto packing = call.query.choice("compress", {"none", "gzip", "zip"});
  if (!packing) return packing.error();
  constexpr ExportPacking kPackings[] = {ExportPacking::kNone, ExportPacking::kGzip,
                                         ExportPacking::kZip};
  auto cursor = call.engine.export_services(*filter, call.scope);
  if (!cursor) return std::move(cursor).error();
  const auto exporter = file_exporter(call);
  if (!exporter) return exporter.error();
  const bool is_csv = *format == 1;
  ExportPlan plan{call.engine.now(), {".json"}, kPackings[*packing]};
  if (is_csv) plan.endings = {"_services.csv", "_states.csv", "_tasks.csv"};
  const auto files = (*exporter)->begin(plan);
  if (!files) return files.error();
  auto written = is_csv ? write_csv(*cursor, call.engine.business_attributes(call.scope), **files)
                        : write_json(*cursor, whole_service(call), **files);
  if (!written) return std::move(written).error();
  const auto names = (*files)->publish();
  if (!names) return names.error();
  Response response = json_response("{\"created\":[");
  for (const std::string& name : *names) {
    if (response.body.back() != '[') response.body += ',';
    json::append_string(response.body, name);
  }
  response.body += "]}";
  return response;
}

}  // namespace http
}  // namespace v0
}  // namespace ucs
