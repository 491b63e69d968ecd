// SPDX-License-Identifier: MIT
#include "lib/http/authorization.h"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/catch.h"

namespace {

using ucs::http::base64_decode;
using ucs::http::BasicCredentials;
using ucs::http::Header;
using ucs::http::kNotBase64;
using ucs::http::Request;

Request with(std::vector<Header> headers) { return {"GET", "/", std::move(headers), ""}; }

std::string base64(const std::string& text) {
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string result;
  for (std::size_t i = 0; i < text.size(); i += 3) {
    unsigned group = 0;
    for (std::size_t k = 0; k < 3; ++k)
      group = group << 8U | (i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k)
      result += i + k > text.size() ? '=' : kDigits[group >> (18 - 6 * k) & 0x3FU];
  }
  return result;
}

TEST_CASE("base64 is decoded in its canonical form only") {
  std::array<char, 64> out{};
  const auto decoded = [&](std::string_view text) {
    const std::size_t bytes = base64_decode(text, out.data(), out.size());
    return bytes == kNotBase64 ? std::string("none") : std::string(out.data(), bytes);
  };
  CHECK(decoded("").empty());
  CHECK(decoded("Zg==") == "f");
  CHECK(decoded("Zm8=") == "fo");
  CHECK(decoded("Zm9v") == "foo");
  CHECK(decoded("Zm9vYmE=") == "fooba");
  CHECK(decoded("+/+/") == "\xFB\xFF\xBF");
  for (const char* wrong : {"Z", "Zg", "Zg=", "Zh==", "Zm9=", "====", "Z===", "=Zg=", "Zg==Zg==",
                            "Zm 9", "Zm9\n", "Zm9-", "Zm9_", "Zm9v=", "Zg=\xFF", "\x80m9v"}) {
    CAPTURE(wrong);
    CHECK(decoded(wrong) == "none");
  }
  CHECK(base64_decode("Zm9v", out.data(), 3) == 3);
  CHECK(base64_decode("Zm9v", out.data(), 2) == kNotBase64);
}

TEST_CASE("user and password are read, the scheme and the header's name in any case") {
  struct Row {
    std::string text;
    std::string user;
    std::string password;
  };
  const Row rows[] = {
      {"ann:apple", "ann", "apple"},
      {"ann:", "ann", ""},
      {"ann:a:b:c", "ann", "a:b:c"},
      {"Änn Öst:päss wörd", "Änn Öst", "päss wörd"},
      {std::string(256, 'u') + ":" + std::string(1024, 'p'), std::string(256, 'u'),
       std::string(1024, 'p')},
  };
  for (const Row& row : rows) {
    for (const char* scheme : {"Basic ", "basic ", "BASIC  ", " Basic "}) {
      for (const char* name : {"Authorization", "authorization", "AUTHORIZATION"}) {
        BasicCredentials credentials;
        REQUIRE(credentials.read(with({{"Host", "x"}, {name, scheme + base64(row.text) + " "}})));
        CHECK(credentials.user() == row.user);
        CHECK(credentials.password() == row.password);
      }
    }
  }
}

TEST_CASE("anything else than one well-formed header is no credentials") {
  const std::string good = "Basic " + base64("ann:apple");
  std::vector<std::vector<Header>> wrong = {
      {},
      {{"Authorization", good}, {"Authorization", good}},
      {{"Authorization", good}, {"authorization", ""}},
      {{"Proxy-Authorization", good}},
  };
  const std::string values[] = {
      "",
      " ",
      "Basic",
      "Basic ",
      "Basic" + base64("ann:apple"),
      "Basic\t" + base64("ann:apple"),
      "Bearer " + base64("ann:apple"),
      "Digest username=\"ann\"",
      base64("ann:apple"),
      "Basic ann:apple",
      "Basic " + base64("ann"),
      "Basic " + base64(":apple"),
      "Basic " + base64(":"),
      "Basic " + base64(std::string("ann:ap\0ple", 10)),
      "Basic " + base64("a\nnn:apple"),
      "Basic " + base64("ann:apple\r\n"),
      "Basic " + base64("ann:\x7f"),
      "Basic " + base64("\xFF:apple"),
      "Basic " + base64("ann:\xC3"),
      "Basic " + base64(std::string(257, 'u') + ":p"),
      "Basic " + base64("u:" + std::string(1025, 'p')),
      "Basic " + base64("u:" + std::string(75000, 'p')),
      "Basic " + std::string(100000, 'A'),
      "Basic " + std::string(100000, '='),
      good + ",",
      good + " " + good.substr(6),
      std::string(100000, 'B'),
  };
  for (const std::string& value : values) wrong.push_back({{"Authorization", value}});
  for (const std::vector<Header>& headers : wrong) {
    INFO(headers.size() << ' ' << (headers.empty() ? "" : headers[0].value.substr(0, 100)));
    BasicCredentials credentials;
    CHECK_FALSE(credentials.read(with(headers)));
    CHECK(credentials.user().empty());
    CHECK(credentials.password().empty());
  }
}

}  // namespace
