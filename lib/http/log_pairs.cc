// SPDX-License-Identifier: MIT
#include "lib/http/log_pairs.h"

#include <ucs/json.h>
#include <ucs/rules.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "lib/http/percent.h"
#include "lib/json/escape.h"

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

/// Returns the offset behind the JSON string that starts at `begin` of compact JSON text.
std::size_t end_of_string(std::string_view json, std::size_t begin) {
  std::size_t i = begin + 1;
  while (json[i] != '"') i += json[i] == '\\' ? std::size_t{2} : std::size_t{1};
  return i + 1;
}

/// Returns the offset behind the value that starts at `begin`: at the comma or bracket that
/// follows.
std::size_t end_of_value(std::string_view json, std::size_t begin) {
  std::size_t depth = 0;
  std::size_t i = begin;
  while (i < json.size()) {
    const char c = json[i];
    if (c == '"') {
      i = end_of_string(json, i);
      continue;
    }
    if (depth == 0 && (c == ',' || c == '}' || c == ']')) break;
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    ++i;
  }
  return i;
}

/// Returns what a compact JSON string stands for. Its escapes are those of ASCII only.
std::string unescaped(std::string_view json) {
  std::string text;
  for (std::size_t i = 1; i + 1 < json.size();) {
    if (json[i] != '\\') {
      text += json[i++];
      continue;
    }
    const json::Escaped escape = json::read_escape(json, i);
    text += static_cast<char>(escape.character);
    i += escape.bytes;
  }
  return text;
}

std::string plain(std::string_view json) {
  return json.front() == '"' ? unescaped(json) : std::string(json);
}

/// Adds the members of a compact JSON object.
void add_members(Pairs& pairs, std::string_view json, const LogFilter& filter) {
  std::size_t i = 1;
  while (json[i] == '"') {
    const std::size_t name_end = end_of_string(json, i);
    const std::string name = unescaped(json.substr(i, name_end - i));
    const std::size_t value_end = end_of_value(json, name_end + 1);
    const std::string_view value = json.substr(name_end + 1, value_end - name_end - 1);
    // An object or array may hold extensions also under a name of the API: `from` and `to` of a
    // transition do.
    const bool is_composite = value.front() == '{' || value.front() == '[';
    pairs.add(is_composite || !is_reserved_name(name) ? filter.extension_pair(name, plain(value))
                                                      : filter.pair(name, plain(value)));
    i = json[value_end] == ',' ? value_end + 1 : value_end;
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
