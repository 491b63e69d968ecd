// SPDX-License-Identifier: MIT
// Requests for every operation there is, so that a rule about all of them covers new ones, too.
#pragma once

#include <ucs/http.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/http/operations.h"

namespace ucs::tests {

/// The start of a service, state and task, a transition's two ends, and what else the bodies of the
/// operations demand. `name` goes into every text.
inline std::string body_for_all(const std::string& name) {
  return R"({"customer_id":")" + name + R"(","contact_key":")" + name + R"(","service_type":")" +
         name + R"(","state_type":")" + name + R"(","task_type":")" + name + R"(","session_id":")" +
         name + R"(","from":{"state_id":1},"to":{"state_type":")" + name + R"("}})";
}

/// Returns a path of the pattern: every id is 1, every text is `name`.
inline std::string filled(std::string_view pattern, std::string_view name) {
  std::string path;
  while (!pattern.empty()) {
    const std::size_t open = std::min(pattern.find('{'), pattern.size());
    path += pattern.substr(0, open);
    pattern.remove_prefix(open);
    if (pattern.empty()) break;
    const std::string_view variable = pattern.substr(0, pattern.find('}') + 1);
    const bool is_id = variable.size() > 5 && variable.substr(variable.size() - 4) == "_id}" &&
                       variable != "{customer_id}";
    path += is_id ? "1" : name;
    pattern.remove_prefix(variable.size());
  }
  return path;
}

/// Returns a request for each operation that the dialect of `base` has, with every optional part of
/// the answer asked for. Those that start or create something come last: what they leave, the
/// others would find.
inline std::vector<http::Request> requests_for_all(const std::string& base,
                                                   const std::string& name) {
  std::vector<http::Request> first;
  std::vector<http::Request> last;
  for (const http::Operation& operation : http::operations()) {
    if (operation.served_in == http::ServedIn::kV81 && base == http::kV85BasePath) continue;
    const std::string path(operation.path);
    const bool is_start = path.size() > 6 && path.compare(path.size() - 6, 6, "/start") == 0;
    const bool is_create = operation.method == "POST" && path.rfind("/metadata/", 0) == 0;
    http::Request request;
    request.method = operation.method;
    request.target = base + filled(path, name) +
                     "?extensions=*,State.*,Task.*&active_states=1&completed_states=1"
                     "&active_tasks=1&completed_tasks=1&time_from=2000-01-01T00:00:00Z";
    if (request.method != "GET" && request.method != "DELETE") request.body = body_for_all(name);
    if (is_create) request.body = R"({"name":"New","type":"single-valued","attributes":[]})";
    (is_start || is_create ? last : first).push_back(std::move(request));
  }
  first.insert(first.end(), last.begin(), last.end());
  return first;
}

}  // namespace ucs::tests
