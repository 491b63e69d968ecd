// SPDX-License-Identifier: MIT
// Every kind of mistake in a configuration file: its place, key, value, and what was expected.
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include "shim/config.h"
#include "tests/catch.h"
#include "tests/unit/shim/loading.h"

namespace {

using namespace ucs::tests;

struct Row {
  std::string file;
  /// Everything that is said.
  std::string mistakes;
};

void check_rows(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    CAPTURE(row.file);
    CHECK(load(row.file).mistakes == row.mistakes);
  }
}

TEST_CASE("unknown sections and options are refused with the nearest valid name") {
  check_rows({
      {"[servr]\n", "ucs.toml:1:2: there is no section \"servr\"; did you mean [server]?\n"},
      {"[\"\"]\n", "ucs.toml:1:2: there is no section \"\"; did you mean [cview]?\n"},
      {"[scheduled-job]\n",
       "ucs.toml:1:2: there is no section \"scheduled-job\"; did you mean [scheduled-job-NN]?\n"},
      {"[scheduled-job-1x]\n",
       "ucs.toml:1:2: there is no section \"scheduled-job-1x\"; expected a number, as in "
       "scheduled-job-01\n"},
      {"[server]\nprot = 1\n",
       "ucs.toml:2:1: there is no option \"prot\" in [server]; did you mean port?\n"},
      {"[server]\nPort = 1\n",
       "ucs.toml:2:1: there is no option \"Port\" in [server]; did you mean port?\n"},
      {"[server]\nuse-role = true\n",
       "ucs.toml:2:1: use-role is no option of [server]; it belongs in [cview]\n"},
      {"port = 1\n",
       "ucs.toml:1:1: the option \"port\" stands outside of a section; did you mean port in "
       "[server]?\n"},
      {"server = 1\n", "ucs.toml:1:1: server is 1; expected a section, [server]\n"},
      {"[server.more]\n",
       "ucs.toml:1:9: there is no option \"more\" in [server]; did you mean port?\n"},
      {"[business-attributes]\nmap-name = true\n",
       "ucs.toml:2:1: there is no option \"map-name\" in [business-attributes]; did you mean "
       "map-names?\n"},
      {"[scheduled-job-1]\naction = \"purge.service.all\"\nperiod = 1\nperiod-type = \"days\"\n"
       "enable = true\n",
       "ucs.toml:5:1: there is no option \"enable\" in [scheduled-job-1]; did you mean enabled?\n"},
  });
}

TEST_CASE("a value of a wrong type or out of its bounds is refused at its place") {
  check_rows({
      {"[server]\nport = \"80\"\n", "ucs.toml:2:8: port is \"80\"; expected an integer\n"},
      {"[server]\nport = 80.5\n", "ucs.toml:2:8: port is 80.5; expected an integer\n"},
      {"[server]\nport = 65536\n",
       "ucs.toml:2:8: port is \"65536\"; expected an integer from 0 to 65535\n"},
      {"[server]\nport = -1\n",
       "ucs.toml:2:8: port is \"-1\"; expected an integer from 0 to 65535\n"},
      {"[server]\nhost = 1\n", "ucs.toml:2:8: host is 1; expected a text in quotes\n"},
      {"[server]\ninsecure = \"yes\"\n",
       "ucs.toml:2:12: insecure is \"yes\"; expected true or false\n"},
      {"[server]\nbase-path = \"/cv\"\n",
       "ucs.toml:2:13: base-path is \"/cv\"; expected an array of texts\n"},
      {"[server]\nbase-path = [\"/cv\",\n  \"cv\"]\n",
       "ucs.toml:3:3: base-path is \"cv\"; expected a base path like /cv\n"},
      {"[server]\nhost = {}\n", "ucs.toml:2:8: host is a table; expected a text in quotes\n"},
      {"[cview]\nexpiration = \"5x\"\n",
       "ucs.toml:2:14: expiration is \"5x\"; expected an integer and a unit, s m h d w M or y, "
       "such "
       "as 90s or 5y, and at most 2147483647 seconds\n"},
      {"[tenants]\nA = \"B\"\n",
       "ucs.toml:2:5: [tenants] has \"A=B\"; expected a DBID and a name, such as 101=Airline\n"},
      {"[tenants]\n\"1=2\" = \"B\"\n",
       "ucs.toml:2:1: \"1=2\" in [tenants] has an equals sign; expected a key without one\n"},
      {"[log-filter-data]\npin = true\n", "ucs.toml:2:7: pin is true; expected a text in quotes\n"},
      {"[server]\ndialects = [\"v85\"]\nbase-path = [\"/cv\"]\n",
       "ucs.toml:3:1: base-path is for the v81 dialect, which dialects leaves out. Add v81 to "
       "dialects.\n"},
  });
  CHECK_THAT(load("[tenants]\n1 = \"A\"\n2 = \"B\"\n3 = \"A\"\n4 = \"D\"\n").mistakes,
             Catch::Matchers::StartsWith("ucs.toml:4:5: [tenants] has \"3=A\": "));
  CHECK(load("[server]\nport = 65535\nthreads = 1024\nbody-bytes-max = 1073741824\n")
            .mistakes.empty());
}

TEST_CASE("mistakes in jobs are told, each") {
  check_rows({
      {"[scheduled-job-01]\n",
       "ucs.toml:1:1: [scheduled-job-01] has no action\n"
       "ucs.toml:1:1: [scheduled-job-01] has no period\n"
       "ucs.toml:1:1: [scheduled-job-01] has no period-type\n"},
      {"[scheduled-job-01]\naction = 1\nperiod = 0\nperiod-type = \"day\"\nenabled = 1\n",
       "ucs.toml:2:10: action is 1; expected a text in quotes\n"
       "ucs.toml:3:10: period is 0; expected an integer from 1 to 52560000\n"
       "ucs.toml:4:15: period-type is \"day\"; expected minutes, hours, days, weeks, months or "
       "years\n"
       "ucs.toml:5:11: enabled is 1; expected true or false\n"},
      {"[scheduled-job-01]\naction = \"purge.service.all\"\nperiod = 101\nperiod-type = "
       "\"years\"\n",
       "ucs.toml:3:10: period is 101; expected an integer from 1 to 100\n"},
  });
  CHECK_THAT(
      load("[scheduled-job-01]\naction = \"purge\"\nperiod = 1\nperiod-type = \"days\"\n").mistakes,
      contains("ucs.toml:2:10: action is \"purge\"; expected purge.service.all, "));
}

TEST_CASE("mistakes in business attributes are told, each") {
  check_rows({
      {"[business-attributes]\nService.typ = \"X\"\n",
       "ucs.toml:2:9: there is no field \"Service.typ\" that can be mapped; did you mean "
       "Service.type?\n"},
      {"[business-attributes]\nTask.service_type = \"X\"\n",
       "ucs.toml:2:6: there is no field \"Task.service_type\" that can be mapped; did you mean "
       "Task.resource_type?\n"},
      {"[business-attributes]\nService.type = 1\n",
       "ucs.toml:2:16: Service.type is 1; expected the name of a business attribute\n"},
      {"[business-attributes]\nService.type = \"X\"\n",
       "ucs.toml:1:1: Service.type is mapped to \"X\", but the section has no attribute\n"},
      {"[business-attributes]\nattribute = 1\n",
       "ucs.toml:2:13: attribute is 1; expected an array of tables\n"},
      {"[business-attributes]\nattribute = [1]\n",
       "ucs.toml:2:13: attribute is an array; expected an array of at most 1000 tables\n"},
      {"[[business-attributes.attribute]]\nname = \"\"\ndbid = -1\nx = 1\n",
       "ucs.toml:2:8: name is \"\"; expected a name\n"
       "ucs.toml:3:8: dbid is -1; expected an integer from 1 to 9223372036854775807\n"
       "ucs.toml:4:1: there is no option \"x\" in [[business-attributes.attribute]]; did you mean "
       "name?\n"},
      {"[[business-attributes.attribute]]\nname = \"A\"\ndbid = 1\n"
       "value = [{name = \"a\", dbid = 1},\n{name = \"a\", dbid = 1}]\n",
       "ucs.toml:5:2: another value has the name \"a\"\n"
       "ucs.toml:5:14: another value has the dbid 1\n"},
      {"[[business-attributes.attribute]]\nname = \"A\"\ndbid = 1\n"
       "[[business-attributes.attribute]]\nname = \"B\"\ndbid = 1\n",
       "ucs.toml:6:1: another attribute has the dbid 1\n"},
      {"[[business-attributes.attribute]]\nname = \"A\"\ndbid = 1\n"
       "value = [{name = \"a\", dbid = 1, expiration = \"1\"}]\n",
       "ucs.toml:4:46: expiration is \"1\"; expected an integer and a unit, s m h d w M or y, such "
       "as 90s or 5y, and at most 2147483647 seconds\n"},
  });
  CHECK_THAT(load("[tenants]\n1 = \"A\"\n[[business-attributes.1.attribute]]\nname = \"A\"\n"
                  "dbid = 1\nvalue = [{name = \"a\", dbid = 1, expiration = \"1s\"}]\n")
                 .mistakes,
             contains("are the same for all tenants"));
}

TEST_CASE("a mistake is one line, whatever bytes are at fault") {
  CHECK_THAT(load(std::string("[server]\ninsecure = tr\0\0\n", 25)).mistakes,
             contains("saw 'tr\\x00"));
  CHECK_THAT(load("[server]\ninsecure = t\x1b[2J\n").mistakes, contains("\\x1b"));
}

TEST_CASE("what is no TOML is refused at its place: syntax, duplicates, NUL") {
  const Row rows[] = {
      {"[server\n", "ucs.toml:1:"},
      {"[server]\nport = \n", "ucs.toml:2:8: this is no TOML: "},
      {"[server]\nport = 1\nport = 2\n", "ucs.toml:3:"},
      {"[server]\n[server]\n", "ucs.toml:2:"},
      {std::string("[server]\nhost = \"a\0b\"\n", 21), "ucs.toml:2:"},
      {"[server]\nhost = \"\xff\"\n", "ucs.toml:2:"},
      {"[server]\nport = 99999999999999999999\n", "ucs.toml:2:"},
      {"[server]\nhost = \"a\n", "ucs.toml:2:"},
      {"[server]\nport = 1\u00f6\n", "ucs.toml:2:"},
      {"[server]\nhost = \"a\"\u0416\n", "ucs.toml:2:"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.file);
    CHECK_THAT(load(row.file).mistakes, Catch::Matchers::StartsWith(row.mistakes));
  }
}

TEST_CASE("the size of a file, the length of a line and the depth of tables are bounded") {
  const std::string line(ucs::shim::kTomlLineBytesMax - 1, 'x');
  CHECK(load("#" + line + "\n").mistakes.empty());
  CHECK(load("\n##" + line + "\n").mistakes ==
        "ucs.toml:2:1: the line is longer than 4096 bytes\n");
  std::string full;
  while (full.size() < ucs::shim::kTomlBytesMax) full += "#######\n";
  CHECK(load(full).mistakes.empty());
  CHECK(load(full + "#").mistakes == "ucs.toml:1:1: the file is larger than 1048576 bytes\n");
  std::string deep = "[a";
  for (int i = 0; i < 2000; ++i) deep += ".a";
  CHECK_THAT(load(deep + "]\n").mistakes, contains("are nested more than 16 deep"));
  CHECK_THAT(load("a = " + std::string(2000, '[') + "\n").mistakes, contains("ucs.toml:1:"));
}

TEST_CASE("a file that cannot be read, or is none, is refused") {
  const TemporaryDirectory directory;
  const auto mistakes_of = [](const std::string& path) {
    ucs::shim::CommandLine line;
    line.config_file = path;
    ucs::shim::Mistakes mistakes;
    static_cast<void>(load_config(line, environment_of({}), mistakes));
    return mistakes.text();
  };
  CHECK_THAT(mistakes_of(directory.file("none")), contains("none:1:1: the file cannot be read"));
  CHECK_THAT(mistakes_of(directory.file("")), contains(":1:1: this is no regular file"));
  CHECK_THAT(mistakes_of("/dev/zero"), contains("/dev/zero:1:1: this is no regular file"));
  const std::string fifo = directory.file("fifo");
  REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
  CHECK_THAT(mistakes_of(fifo), contains("this is no regular file"));
}

TEST_CASE("all mistakes are told at once, by line, and at most fifty") {
  std::string file = "[server]\n";
  for (int i = 0; i < 51; ++i) file += "a" + std::to_string(i) + " = 1\n";
  const std::string mistakes = load(file, {{"UCS_PORT", "x"}}).mistakes;
  CHECK(std::count(mistakes.begin(), mistakes.end(), '\n') == 51);
  CHECK_THAT(mistakes, Catch::Matchers::StartsWith("ucs.toml:2:1: "));
  CHECK_THAT(mistakes, Catch::Matchers::EndsWith("and 2 more mistakes\n"));
  const std::string few =
      load("[server]\nthreads = 1025\nprot = 1\n", {{"UCS_PORT", "x"}}).mistakes;
  CHECK_THAT(few, Catch::Matchers::StartsWith("ucs.toml:2:11: threads is \"1025\""));
  CHECK_THAT(few, contains("\nucs.toml:3:1: there is no option \"prot\""));
  CHECK_THAT(few, contains("\nUCS_PORT: port is \"x\"; expected an integer from 0 to 65535\n"));
}

TEST_CASE("no value can forge a line of a message") {
  const std::string mistakes = load("[server]\nhost = 1\n\"a\\nb\" = 1\n").mistakes;
  CHECK(std::count(mistakes.begin(), mistakes.end(), '\n') == 2);
  CHECK_THAT(load("[server]\nlog-format = \"a\\nb\"\n").mistakes, contains(R"("a\x0ab")"));
}

}  // namespace
