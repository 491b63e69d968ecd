// SPDX-License-Identifier: MIT
// How flags, environment, file and defaults go together.
#include "shim/config.h"

#include <algorithm>
#include <chrono>
#include <string>

#include "tests/catch.h"
#include "tests/unit/shim/loading.h"

namespace {

using namespace ucs::tests;
using ucs::shim::EffectiveValue;
using ucs::shim::Setting;
using ucs::shim::settings_table;

TEST_CASE("what nobody sets has its default, in the table as in the options") {
  const Loaded loaded = load("");
  CHECK(loaded.mistakes.empty());
  const ucs::shim::Options fresh;
  ucs::shim::Options options;
  for (const Setting& setting : settings_table()) {
    CAPTURE(setting.name);
    // Applying the defaults of the table to other options makes them like fresh ones.
    if (setting.kind != ucs::shim::SettingKind::kMap)
      CHECK(!setting.apply(setting.defaults(), options));
  }
  CHECK(options.server.host == fresh.server.host);
  CHECK(options.server.port == fresh.server.port);
  CHECK(options.threads == fresh.threads);
  CHECK(options.port_file == fresh.port_file);
  CHECK(options.api.serves_v81 == fresh.api.serves_v81);
  CHECK(options.api.serves_v85 == fresh.api.serves_v85);
  CHECK(options.api.v81_base_paths == fresh.api.v81_base_paths);
  CHECK(options.api.body_bytes_max == fresh.api.body_bytes_max);
  CHECK(options.api.uses_roles == fresh.api.uses_roles);
  CHECK(options.api.realm == fresh.api.realm);
  CHECK(options.api.cors_origins == fresh.api.cors_origins);
  CHECK(options.engine.id_scope == fresh.engine.id_scope);
  CHECK(options.server.line_bytes_max == fresh.server.line_bytes_max);
  CHECK(options.server.headers_max == fresh.server.headers_max);
  CHECK(options.server.header_bytes_max == fresh.server.header_bytes_max);
  CHECK(options.server.header_max == fresh.server.header_max);
  CHECK(options.server.body_max == fresh.server.body_max);
  CHECK(options.server.idle_max == fresh.server.idle_max);
  CHECK(options.server.stall_max == fresh.server.stall_max);
  CHECK(options.server.connections_max == fresh.server.connections_max);
  CHECK(options.server.requests_max == fresh.server.requests_max);
  CHECK(options.server.buffer_bytes_max == fresh.server.buffer_bytes_max);
  CHECK(options.server.trusted_proxies.empty());
  CHECK(options.server.drain_delay == fresh.server.drain_delay);
  CHECK(options.server.drain_max == fresh.server.drain_max);
  CHECK(options.users_file == fresh.users_file);
  CHECK(options.seed_file == fresh.seed_file);
  CHECK(options.import_file == fresh.import_file);
  CHECK(options.final_export_file == fresh.final_export_file);
  CHECK(options.is_insecure == fresh.is_insecure);
  CHECK(options.log_format == fresh.log_format);
  CHECK(options.logs_requests == fresh.logs_requests);
  CHECK(options.validates_data == fresh.validates_data);
  CHECK(options.maps_names == fresh.maps_names);
  CHECK(options.settings.default_lifetime == fresh.settings.default_lifetime);
  CHECK(options.settings.auto_complete_after == fresh.settings.auto_complete_after);
  CHECK(options.log_filter.default_type == fresh.log_filter.default_type);
  CHECK(options.log_filter.is_compatible == fresh.log_filter.is_compatible);
  CHECK(options.control.is_on == fresh.control.is_on);
  CHECK(options.control.is_open == fresh.control.is_open);
  CHECK(options.control.token_file == fresh.control.token_file);
  CHECK(options.control.clock.kind == fresh.control.clock.kind);
  CHECK(options.control.namespaces_max == fresh.control.namespaces_max);
  CHECK(options.control.namespace_idle_max == fresh.control.namespace_idle_max);
  CHECK(options.control.recording_bytes_max == fresh.control.recording_bytes_max);
}

TEST_CASE("flags go before the environment, that before the file, that before the default") {
  const std::string file = "[server]\nport = 1\nthreads = 1\nrealm = \"f\"\nhost = \"::1\"\n";
  const Variables variables = {{"UCS_THREADS", "2"}, {"UCS_REALM", "e"}, {"UCS_PORT", "2"}};
  const Loaded loaded = load(file, variables, {{"port", {"3"}}});
  REQUIRE(loaded.mistakes.empty());
  CHECK(loaded.config.options.server.port == 3);
  CHECK(loaded.config.options.threads == 2);
  CHECK(loaded.config.options.api.realm == "e");
  CHECK(loaded.config.options.server.host == "::1");
  CHECK(loaded.config.options.api.body_bytes_max == 1048576);
  const std::string printed = print_config(loaded.config);
  CHECK_THAT(printed, contains("port = 3  # --port\n"));
  CHECK_THAT(printed, contains("threads = 2  # UCS_THREADS\n"));
  CHECK_THAT(printed, contains("ucs.toml:5:1\n"));
  CHECK_THAT(printed, contains("body-bytes-max = 1048576  # default\n"));
}

TEST_CASE("a list is of one source; an empty one in a file counts") {
  const std::string file = "[server]\nbase-path = [\"/a\", \"/b\"]\n";
  CHECK(value_of(load(file), "base-path") == R"(["/a", "/b"])");
  CHECK(value_of(load(file, {{"UCS_BASE_PATH", "/c;/d"}}), "base-path") == R"(["/c", "/d"])");
  CHECK(value_of(load(file, {}, {{"base-path", {"/e"}}}), "base-path") == R"(["/e"])");
  CHECK(value_of(load("[server]\ncors-origin = []\n"), "cors-origin") == "[]");
  CHECK_THAT(load("[server]\ndialects = []\n").mistakes, contains("dialects is empty"));
  const Loaded one = load("", {{"UCS_DIALECTS", "v85"}});
  CHECK(one.config.options.api.serves_v85);
  CHECK(!one.config.options.api.serves_v81);
  CHECK(value_of(load("", {}, {{"dialects", {"v81,v85"}}}), "dialects") == R"(["v81", "v85"])");
}

TEST_CASE("a map is put together key by key, in any case of the key") {
  const std::string file =
      "[log-filter-data]\npin = \"copy\"\nother = \"skip\"\n[tenants]\n101 = \"A\"\n102 = \"B\"\n";
  const Loaded loaded =
      load(file, {{"UCS_LOG_FILTER", "third=hide-first,4;other=tag"}, {"UCS_TENANT", "102=C"}},
           {{"log-filter", {"PIN=hide"}}});
  REQUIRE(loaded.mistakes.empty());
  const auto& types = loaded.config.options.log_filter.types;
  CHECK(types == std::map<std::string, std::string>{
                     {"PIN", "hide"}, {"other", "tag"}, {"third", "hide-first,4"}});
  REQUIRE(loaded.config.options.api.tenants.size() == 2);
  CHECK(value_of(loaded, "tenant") == R"({102 = "C", 101 = "A"})");
  CHECK(load("[tenants]\n[log-filter-data]\n").mistakes.empty());
}

TEST_CASE("an empty variable counts as not set, and others are not looked at") {
  const Loaded loaded = load("", {{"UCS_PORT", ""}, {"UCS_ANYTHING", "x"}});
  CHECK(loaded.mistakes.empty());
  CHECK(loaded.config.options.server.port == 8080);
}

TEST_CASE("UCS_CONFIG names the file unless --config does") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("a.toml");
  std::ofstream(path) << "[server]\nport = 5\n";
  ucs::shim::Mistakes mistakes;
  const auto config = load_config({}, environment_of({{"UCS_CONFIG", path}}), mistakes);
  CHECK(mistakes.is_empty());
  CHECK(config.options.server.port == 5);
  CHECK(config.file == path);
  ucs::shim::CommandLine line;
  line.config_file = directory.file("none.toml");
  CHECK(load_config(line, environment_of({{"UCS_CONFIG", path}}), mistakes).options.server.port ==
        8080);
  CHECK_THAT(mistakes.text(), contains("none.toml:1:1: the file cannot be read: No such file"));
}

TEST_CASE("every setting can be given as a flag's value, as a variable and in the file") {
  for (const Setting& setting : settings_table()) {
    CAPTURE(setting.name);
    const bool is_map = setting.kind == ucs::shim::SettingKind::kMap;
    const std::string wrong = setting.name == "host" ? "" : "\x01";
    const std::string name(setting.name);
    const bool takes_any_text = name == "realm" || name == "export-dir" || name == "seed" ||
                                name == "import" || name == "export-on-exit" ||
                                (name.size() > 5 && name.substr(name.size() - 5) == "-file" &&
                                 name != "store-password-file");  // there is no such store
    // Without it the other settings of its section are a mistake.
    const std::string control = setting.section == "control" ? "true" : "false";
    const std::string by_flag = load("", {}, {{name, {wrong}}, {"control", {control}}}).mistakes;
    CHECK(by_flag.empty() == takes_any_text);
    if (takes_any_text || name == "host") continue;
    CHECK_THAT(by_flag, Catch::Matchers::StartsWith("--" + name + ": "));
    CHECK_THAT(load("", {{setting.variable(), wrong}}).mistakes,
               Catch::Matchers::StartsWith(setting.variable() + ": "));
    const std::string section = "[" + std::string(setting.section) + "]\n";
    const std::string key = is_map ? "any" : std::string(setting.key);
    CHECK_THAT(load(section + key + " = 1979-05-27\n").mistakes,
               contains("ucs.toml:2:") && contains(key + " is 1979-05-27; expected "));
  }
}

TEST_CASE("what is printed is a configuration that says the same") {
  const std::string file = R"toml([server]
realm = "a \"quoted\" \\ one\tand é"
[cview]
expiration = "2w"
[tenants]
101 = "Airline \"A\""
[log-filter-data]
"odd key" = "tag(<,>)"
[business-attributes]
data-validation = true
"Service.service_type" = "ServiceType"
Task.media_type = "ServiceType"
attribute = [{name = "ServiceType", dbid = 7, value = [{name = "a b", dbid = 1, expiration = "1h"}]}]
[business-attributes.101]
map-names = true
[scheduled-job-01]
action = "purge.service.all"
period = 3
period-type = "weeks"
enabled = false
)toml";
  const Loaded first = load(file);
  REQUIRE(first.mistakes.empty());
  const Loaded second = load(print_config(first.config));
  REQUIRE(second.mistakes.empty());
  for (const Setting& setting : settings_table())
    CHECK(value_of(first, setting.name) == value_of(second, setting.name));
  CHECK(print_attributes(first.config.options.attributes, false) ==
        print_attributes(second.config.options.attributes, false));
  CHECK(first.config.options.jobs == second.config.options.jobs);
}

TEST_CASE("there are more threads than processors only where a request may wait") {
  using Flags = std::map<std::string, std::vector<std::string>>;
  const auto threads_on_8 = [](const Flags& flags) {
    const Loaded loaded = load("", {}, flags);
    REQUIRE(loaded.mistakes.empty());
    return loaded.config.options.threads_on(8);
  };
  CHECK(threads_on_8({}) == 8);
  CHECK(threads_on_8({{"threads", {"3"}}}) == 3);
  CHECK(threads_on_8({{"threads", {"3"}}, {"store", {"sqlite:x.db"}}}) == 3);
  for (const Flags& flags :
       {Flags{{"store", {"sqlite:x.db"}}}, Flags{{"store", {"postgresql://localhost/ucs"}}},
        Flags{{"users-file", {"users"}}}, Flags{{"export-dir", {"exports"}}},
        Flags{{"control", {"true"}}}}) {
    INFO(flags.begin()->first);
    CHECK(threads_on_8(flags) == 32);
  }
  CHECK(load("", {}).config.options.threads_on(0) == 2);
  CHECK(load("", {}).config.options.threads_on(1) == 2);
}

TEST_CASE("an integer with zeros in front is printed without them") {
  const Loaded loaded = load("", {{"UCS_PORT", "000"}}, {{"threads", {"010"}}});
  REQUIRE(loaded.mistakes.empty());
  CHECK(value_of(loaded, "port") == "0");
  CHECK(value_of(loaded, "threads") == "10");
  CHECK(load(print_config(loaded.config)).mistakes.empty());
}

TEST_CASE("the value a service's type is mapped to says how long such services live") {
  const Loaded loaded = load(R"([business-attributes]
Service.type = "T"
State.type = "S"
[[business-attributes.attribute]]
name = "T"
dbid = 1
[[business-attributes.attribute.value]]
name = "booking"
dbid = 11
expiration = "1h"
auto-complete-after = "90s"
[[business-attributes.attribute]]
name = "S"
dbid = 2
[[business-attributes.attribute.value]]
name = "choosing"
dbid = 12
expiration = "1m"
)");
  REQUIRE(loaded.mistakes.empty());
  const ucs::Settings& settings = loaded.config.options.settings;
  CHECK(settings.lifetime_by_type.size() == 2);
  CHECK(settings.lifetime_by_type.at("booking") == std::chrono::hours(1));
  CHECK(settings.lifetime_by_type.at("11") == std::chrono::hours(1));
  CHECK(settings.auto_complete_after_by_type.at("booking") == std::chrono::seconds(90));
}

TEST_CASE("the base path of v85 is no further one of v81 while v85 is served") {
  for (const char* path : {"/genesys/1/cs", "/genesys/1/cs/"}) {
    const std::string file = std::string("[server]\nbase-path = [\"") + path + "\"]\n";
    CHECK_THAT(load(file).mistakes, contains("which is that of the v85 dialect"));
    CHECK(load(file + "dialects = [\"v81\"]\n").mistakes.empty());
  }
}

TEST_CASE("a tenant's section of business attributes is found by DBID and by name") {
  const std::string section = "map-names = true\n";
  const std::string tenants = "[tenants]\n101 = \"Airline\"\n";
  for (const std::string name : {"101", "Airline"}) {
    const Loaded loaded = load(tenants + "[business-attributes." + name + "]\n" + section);
    CHECK(loaded.mistakes.empty());
    CHECK(loaded.config.options.attributes.by_tenant.count("101") == 1);
  }
  CHECK_THAT(load(tenants + "[business-attributes.101]\n[business-attributes.Airline]\n").mistakes,
             contains("ucs.toml:4:") && contains("the tenant 101 has two sections"));
  CHECK_THAT(load(tenants + "[business-attributes.102]\n" + section).mistakes,
             contains("there is no tenant \"102\""));
}

}  // namespace
