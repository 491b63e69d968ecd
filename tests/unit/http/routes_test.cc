// SPDX-License-Identifier: MIT
#include "lib/http/routes.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "tests/catch.h"

namespace {

using ucs::Dialect;
using ucs::ErrorCode;
using ucs::http::Operation;
using ucs::http::operations;
using ucs::http::PathParts;
using ucs::http::Route;
using ucs::http::RouteTable;
using ucs::http::ServedIn;

std::vector<std::string> parts_of(std::string_view path) {
  const PathParts parts(path);
  std::vector<std::string> result;
  for (std::size_t i = 0; i < parts.size(); ++i) result.emplace_back(parts[i]);
  return result;
}

/// Returns the pattern with a value in place of each variable part.
std::string with_values(std::string_view pattern, const std::string& id, const std::string& name) {
  std::string path;
  for (const std::string& part : parts_of(pattern)) {
    path += '/';
    if (part.front() != '{') {
      path += part;
    } else {
      path += part.find("_id}") != std::string::npos && part != "{customer_id}" ? id : name;
    }
  }
  return path;
}

TEST_CASE("a path is split at its slashes, and one trailing slash adds nothing") {
  using Parts = std::vector<std::string>;
  CHECK(parts_of("").empty());
  CHECK(parts_of("/").empty());
  CHECK(parts_of("/a") == Parts{"a"});
  CHECK(parts_of("/a/") == Parts{"a"});
  CHECK(parts_of("/a/b") == Parts{"a", "b"});
  CHECK(parts_of("/a//b/") == Parts{"a", "", "b"});
  CHECK(parts_of("//a") == Parts{"", "a"});
  CHECK(parts_of("/a//") == Parts{"a", ""});
  CHECK(parts_of("///") == Parts{"", ""});
}

TEST_CASE("a path of more parts than any route has matches none, however long it is") {
  const RouteTable routes(operations(), Dialect::kV81);
  std::string path;
  for (int i = 0; i < 10000; ++i) path += "/services";
  CHECK(PathParts(path).size() == PathParts::kPartsMax + 1);
  CHECK(routes.find(PathParts(path)) == nullptr);
  CHECK(routes.find(PathParts(std::string(10000, '/'))) == nullptr);
  for (const Operation& operation : operations()) {
    CHECK(PathParts(operation.path).size() <= PathParts::kPartsMax);
    CHECK(routes.find(PathParts(with_values(operation.path, "1", "x") + "/x/y/z")) == nullptr);
  }
}

TEST_CASE("no method and path stand twice in the table, and lines of one path stand together") {
  std::set<std::string> seen;
  std::set<std::string_view> paths;
  std::string_view last;
  for (const Operation& operation : operations()) {
    INFO(operation.method << ' ' << operation.path);
    CHECK(operation.handler != nullptr);
    CHECK(seen.insert(std::string(operation.method) + " " + std::string(operation.path)).second);
    if (operation.path != last) CHECK(paths.insert(operation.path).second);
    last = operation.path;
  }
}

TEST_CASE("no two paths of the table differ in the names of their variable parts only") {
  std::set<std::string> shapes;
  std::set<std::string_view> paths;
  for (const Operation& operation : operations()) {
    if (!paths.insert(operation.path).second) continue;
    INFO(operation.path);
    CHECK(shapes.insert(with_values(operation.path, "{}", "{}")).second);
  }
}

TEST_CASE("every operation of the specification is in the table") {
  const std::set<std::string> expected = {
      "POST /services/start",
      "POST /customers/{customer_id}/services/{service_id}",
      "POST /services/{service_id}/end",
      "PUT /services/{service_id}/extensions/{name}",
      "PUT /services/{service_id}/extensions/{name}/merge",
      "POST /services/{service_id}/states/start",
      "POST /services/{service_id}/states/{state_id}/end",
      "POST /services/{service_id}/states/transition",
      "POST /services/{service_id}/tasks/start",
      "POST /services/{service_id}/tasks/{task_id}/end",
      "GET /services/anonymous/{contact_key}",
      "GET /services/anonymous/{contact_key}/active",
      "GET /services/anonymous/{contact_key}/completed",
      "GET /customers/{customer_id}/services",
      "GET /customers/{customer_id}/services/active",
      "GET /customers/{customer_id}/services/completed",
      "GET /services/{service_id}/states",
      "GET /services/{service_id}/states/active",
      "GET /services/{service_id}/states/completed",
      "GET /services/{service_id}/tasks",
      "GET /services/{service_id}/tasks/active",
      "GET /services/{service_id}/tasks/completed",
      "GET /services/{service_id}",
      "GET /services/{service_id}/states/{state_id}",
      "GET /services/{service_id}/tasks/{task_id}",
      "PUT /services/{service_id}/states/{state_id}/extensions/{name}",
      "PUT /services/{service_id}/states/{state_id}/extensions/{name}/merge",
      "PUT /services/{service_id}/tasks/{task_id}/extensions/{name}",
      "PUT /services/{service_id}/tasks/{task_id}/extensions/{name}/merge",
      "DELETE /services/{service_id}",
      "GET /metadata/business-attributes",
      "GET /metadata/business-attributes/{name}",
      "GET /server/status",
      "POST /server/mode",
      "PUT /services/{service_id}",
      "POST /maintenance/purge",
      "GET /maintenance/services/stream",
      "POST /maintenance/services/files",
      "POST /metadata/services/extensions",
      "GET /metadata/services/extensions",
      "GET /metadata/services/extensions/{name}",
      "POST /metadata/states/extensions",
      "GET /metadata/states/extensions",
      "GET /metadata/states/extensions/{name}",
      "POST /metadata/tasks/extensions",
      "GET /metadata/tasks/extensions",
      "GET /metadata/tasks/extensions/{name}",
  };
  std::set<std::string> found;
  for (const Operation& operation : operations())
    found.insert(std::string(operation.method) + " " + std::string(operation.path));
  CHECK(found == expected);
}

TEST_CASE("every operation is reachable: no path before it takes its requests") {
  const RouteTable routes(operations(), Dialect::kV81);
  for (const Operation& operation : operations()) {
    for (const std::string name : {"x", "%2F", "1", "services"}) {
      const std::string path = with_values(operation.path, "12", name);
      INFO(operation.method << ' ' << path);
      for (const std::string& form : {path, path + "/"}) {
        const PathParts parts(form);
        const Route* route = routes.find(parts);
        REQUIRE(route != nullptr);
        CHECK(route->handler(operation.method) == operation.handler);
      }
    }
  }
}

TEST_CASE("a path that matches two patterns goes to the literal one") {
  const RouteTable routes(operations(), Dialect::kV81);
  struct Row {
    const char* path;
    const char* allow;
  };
  for (const Row& row :
       {Row{"/services/start", "POST"}, Row{"/services/1/states/start", "POST"},
        Row{"/services/1/states/transition", "POST"}, Row{"/services/1/states/active", "GET, HEAD"},
        Row{"/services/1/tasks/start", "POST"}, Row{"/services/anonymous/states", "GET, HEAD"},
        Row{"/services/anonymous/end", "GET, HEAD"},
        Row{"/customers/c/services/active", "GET, HEAD"}}) {
    INFO(row.path);
    const PathParts parts(row.path);
    const Route* route = routes.find(parts);
    REQUIRE(route != nullptr);
    CHECK(route->allow() == row.allow);
  }
}

TEST_CASE("an operation of v81 only is no route of v85, and all others are routes of both") {
  const RouteTable v81(operations(), Dialect::kV81);
  const RouteTable v85(operations(), Dialect::kV85);
  for (const Operation& operation : operations()) {
    INFO(operation.method << ' ' << operation.path);
    const std::string path = with_values(operation.path, "1", "x");
    const PathParts parts(path);
    const Route* in_v81 = v81.find(parts);
    REQUIRE(in_v81 != nullptr);
    CHECK(in_v81->handler(operation.method) == operation.handler);
    const Route* in_v85 = v85.find(parts);
    const bool is_of_both = operation.served_in == ServedIn::kBoth;
    CHECK((in_v85 != nullptr && in_v85->handler(operation.method) == operation.handler) ==
          is_of_both);
  }
  CHECK(v85.find(PathParts("/metadata/services/extensions")) == nullptr);
  CHECK(v85.find(PathParts("/server/status")) == nullptr);
}

TEST_CASE("HEAD is served by GET's handler and stands in Allow behind it") {
  const RouteTable routes(operations(), Dialect::kV81);
  const PathParts parts("/services/1");
  const Route* route = routes.find(parts);
  REQUIRE(route != nullptr);
  CHECK(route->handler("HEAD") == route->handler("GET"));
  CHECK(route->handler("GET") != nullptr);
  CHECK(route->handler("DELETE") != nullptr);
  CHECK(route->handler("PUT") != nullptr);
  CHECK(route->handler("POST") == nullptr);
  CHECK(route->handler("get") == nullptr);
  CHECK(route->handler("") == nullptr);
  CHECK(route->allow() == "GET, HEAD, PUT, DELETE");
}

TEST_CASE("a variable part is never empty, and literal parts are exact") {
  const RouteTable routes(operations(), Dialect::kV81);
  for (const char* path :
       {"/services//end", "/services/1/extensions//merge", "/customers//services", "/Services/1",
        "/services/1/End", "/services/1/%65nd", "services", ""}) {
    INFO(path);
    CHECK(routes.find(PathParts(path)) == nullptr);
  }
}

TEST_CASE("a description hides names, and ids that are none") {
  const RouteTable routes(operations(), Dialect::kV81);
  const auto describe = [&](const std::string& path) {
    const PathParts parts(path);
    const Route* route = routes.find(parts);
    return route == nullptr ? "" : route->describe(parts);
  };
  CHECK(describe("/services/17/states/4/end") == "/services/17/states/4/end");
  CHECK(describe("/customers/Jane%20Doe/services/9/") == "/customers/{customer_id}/services/9");
  CHECK(describe("/services/anonymous/+49711/active") ==
        "/services/anonymous/{contact_key}/active");
  CHECK(describe("/services/1/extensions/Jane") == "/services/1/extensions/{name}");
  CHECK(describe("/services/Jane/tasks/4711x") == "/services/{service_id}/tasks/{task_id}");
  CHECK(describe("/services/-1") == "/services/{service_id}");
  CHECK(describe("/services/" + std::string(20, '9')) == "/services/" + std::string(20, '9'));
  CHECK(describe("/services/" + std::string(21, '9')) == "/services/{service_id}");
  for (const Operation& operation : operations()) {
    const std::string shown = describe(with_values(operation.path, "Jane", "Jane"));
    CHECK(shown == operation.path);
  }
}

TEST_CASE("the variable parts of a path are read, ids as numbers and names decoded") {
  const RouteTable routes(operations(), Dialect::kV81);
  const auto values = [&](const std::string& path) {
    const PathParts parts(path);
    const Route* route = routes.find(parts);
    REQUIRE(route != nullptr);
    return route->values(parts);
  };
  const auto state = values("/services/9223372036854775807/states/-2147483648/extensions/a%2Fb+c");
  REQUIRE(state);
  CHECK(state->ids.service_id == 9223372036854775807);
  CHECK(state->ids.state_id == -2147483647 - 1);
  CHECK_FALSE(state->ids.task_id);
  CHECK(state->text == "a/b+c");
  const auto task = values("/services/1/tasks/2147483647");
  REQUIRE(task);
  CHECK(task->ids.task_id == 2147483647);
  CHECK_FALSE(task->ids.state_id);
  struct Row {
    const char* path;
    ErrorCode code;
    const char* field;
  };
  for (const Row& row :
       {Row{"/services/x", ErrorCode::kInvalidId, "service_id"},
        Row{"/services/9223372036854775808", ErrorCode::kInvalidId, "service_id"},
        Row{"/services/1/states/2147483648", ErrorCode::kInvalidId, "state_id"},
        Row{"/services/1/tasks/-2147483649", ErrorCode::kInvalidId, "task_id"},
        Row{"/customers/%ff/services", ErrorCode::kInvalidParameter, "customer_id"},
        Row{"/services/anonymous/%", ErrorCode::kInvalidParameter, "contact_key"},
        Row{"/services/1/extensions/%zz", ErrorCode::kInvalidParameter, "name"}}) {
    INFO(row.path);
    const auto read = values(row.path);
    REQUIRE_FALSE(read);
    CHECK(read.error().code == row.code);
    CHECK(read.error().field == row.field);
  }
}

}  // namespace
