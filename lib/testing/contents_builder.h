// SPDX-License-Identifier: MIT
//
// From a document to the contents of a store, by the rules of ucs/lifecycle.h.
#pragma once

#include <ucs/engine.h>
#include <ucs/testing/contents.h>

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/testing/document.h"

namespace ucs {
inline namespace v0 {
namespace testing {

/// Returns the name of the member that has an id of this kind.
[[nodiscard]] constexpr std::string_view id_name(IdKind kind) noexcept {
  return kind == IdKind::kService ? "service_id" : kind == IdKind::kState ? "state_id" : "task_id";
}

/// A tenant's ids by IdKind: of each kind the highest that is known, and at last the highest that
/// counts as handed out.
struct TenantIds {
  std::array<std::int64_t, 3> highest{};
  /// Given by `last_ids`, if it has an entry for the tenant.
  std::optional<std::array<std::int64_t, 3>> given;

  [[nodiscard]] std::int64_t& operator[](IdKind kind) noexcept {
    return highest[static_cast<std::size_t>(kind)];
  }
};

/// Makes the contents of one document. Used once. Not thread-safe; one thread at a time.
class ContentsBuilder {
 public:
  /// `findings` and what `options` points to must outlive it.
  ContentsBuilder(const ContentsOptions& options, Findings& findings)
      : options_(options), findings_(findings), reader_(findings, options.now) {}

  /// Returns the contents, or nothing if there are findings.
  [[nodiscard]] std::optional<Contents> build(const Node& root);

 private:
  void build_version(const Node& root, const DocumentDraft& document);
  void take_last_ids(const Node& node);
  void build_schema(const Node& node);

  /// Notes the ids that are given, so that those that are not come behind them.
  void note_ids_of(const Node& service);

  void build_service(const Node& node);
  [[nodiscard]] std::optional<Service> start(const Node& node, const ServiceDraft& draft,
                                             ServiceId id);
  /// Builds the states, or the tasks.
  template <class Kind>
  void build_activities(const Node& node, const std::vector<typename Kind::Draft>& drafts,
                        TenantIds& ids, Service& service);
  void finish(const Node& node, const ServiceDraft& draft, Service& service);
  void store(const Node& node, const std::string& tenant, Service service);

  /// Hands out the ids that are taken.
  void close_ids(const Node& root);

  /// Returns the key of a tenant, "" if none is given.
  [[nodiscard]] std::string tenant_of(const Node& node, const LongOrString& given);
  /// Returns the id that is given, or the next one. An id that is out of its bounds is a finding.
  [[nodiscard]] std::int64_t id_of(const Node& node, const std::optional<std::int64_t>& given,
                                   IdKind kind, std::int64_t& highest);
  /// Returns the circumstances of what happens at `time`.
  [[nodiscard]] lifecycle::Context at(Timestamp time) const;
  /// Takes the service as it was changed by the activity of `node` when it `event` ("started" or
  /// "completed"), or notes why it was not. Returns whether it was.
  [[nodiscard]] bool apply(const Node& node, std::string_view event, Result<Service> changed,
                           Service& service);

  const ContentsOptions& options_;
  Findings& findings_;
  DocumentReader reader_;
  MemoryStore store_;
  std::map<std::string, TenantIds, std::less<>> ids_;
  std::size_t services_ = 0;
};

}  // namespace testing
}  // namespace v0
}  // namespace ucs
