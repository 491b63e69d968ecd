// SPDX-License-Identifier: MIT
#include "lib/http/log_pairs.h"

#include <ucs/detail/json_cursor.h>
#include <ucs/detail/json_text.h>
#include <ucs/json.h>
#include <ucs/rules.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "lib/http/percent.h"

namespace ucs {
inline namespace v0 {
namespace http {
namespace {

/// Collects pairs up to kLogPairsMax, and counts the rest.
class Pairs {
 public:
  void add(std::string pair) {
    if (pair.empty()) return;
    if (pairs_.size() == kLogPairsMax) {
      ++left_out_;
    } else {
      pairs_.push_back(std::move(pair));
    }
  }
  [[nodiscard]] std::vector<std::string> take() && {
    if (left_out_ > 0) pairs_.push_back("[" + std::to_string(left_out_) + " more]");
    return std::move(pairs_);
  }

 private:
  std::vector<std::string> pairs_;
  std::size_t left_out_ = 0;
};

std::string decoded(std::string_view text, Plus plus) {
  auto result = percent_decode(text, plus);
  return result ? *std::move(result) : std::string(text);
}

std::string plain(std::string_view json) {
  return detail::is_json_string(json) ? detail::json_string_value(json) : std::string(json);
}

/// Adds the members of a compact JSON object.
void add_members(Pairs& pairs, std::string_view json, const LogFilter& filter) {
  for (const auto& [name_text, value] : detail::json_members(json)) {
    const std::string name = detail::json_string_value(name_text);
    // An object or array may hold extensions also under a name of the API: `from` and `to` of a
    // transition do.
    const bool is_composite = value.front() == '{' || value.front() == '[';
    pairs.add(is_composite || !is_reserved_name(name) ? filter.extension_pair(name, plain(value))
                                                      : filter.pair(name, plain(value)));
  }
}

void add_query(Pairs& pairs, std::string_view query, const LogFilter& filter) {
  while (!query.empty()) {
    const std::size_t end = std::min(query.find('&'), query.size());
    const std::string_view item = query.substr(0, end);
    query.remove_prefix(std::min(end + 1, query.size()));
    if (item.empty()) continue;
    const std::size_t equals = std::min(item.find('='), item.size());
    pairs.add(filter.pair(decoded(item.substr(0, equals), Plus::kBlank),
                          decoded(item.substr(std::min(equals + 1, item.size())), Plus::kBlank)));
  }
}

}  // namespace

std::vector<std::string> log_pairs(const RoutedRequest& routed, const LogFilter& filter) {
  Pairs pairs;
  std::string extension;  // whose value the body is
  if (routed.route != nullptr) {
    for (const auto& [name, text] : routed.route->variables(routed.parts)) {
      const std::string value = decoded(text, Plus::kItself);
      if (name == "name") extension = value;
      pairs.add(filter.pair(name, value));
    }
  }
  add_query(pairs, routed.query, filter);
  for (const Header& header : routed.request.headers)
    pairs.add(filter.pair(header.name, header.value));
  if (!routed.request.body.empty()) {
    if (const auto body = json::parse_value(routed.request.body)) {
      if (!extension.empty()) {
        pairs.add(filter.extension_pair(extension, plain(body->view())));
      } else if (body->is_object()) {
        add_members(pairs, body->view(), filter);
      }
    }
  }
  return std::move(pairs).take();
}

}  // namespace http
}  // namespace v0
}  // namespace ucs
