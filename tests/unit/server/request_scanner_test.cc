// SPDX-License-Identifier: MIT
// What is a request and what is none, byte for byte; whole and in pieces.
#include "lib/server/request_scanner.h"

#include <string>
#include <string_view>
#include <vector>

#include "tests/catch.h"

namespace {

using ucs::server::RequestLimits;
using ucs::server::RequestScanner;
using State = RequestScanner::State;

/// Everything a request has, on one line.
std::string to_text(const RequestScanner& scanner) {
  const auto& request = scanner.request();
  std::string text = request.method + " " + request.target;
  for (const auto& header : request.headers) text += " " + header.name + "=" + header.value;
  return text + " [" + request.body + "]" + (scanner.closes() ? " close" : "") + "\n";
}

/// Scans bytes that come in pieces of `piece_bytes`, and returns the requests in them, and the end:
/// the status of a refusal, or what more is waited for.
std::string scan(std::string_view bytes, std::size_t piece_bytes,
                 const RequestLimits& limits = {}) {
  RequestScanner scanner(limits);
  std::string text;
  while (!bytes.empty()) {
    std::string_view piece = bytes.substr(0, piece_bytes);
    bytes.remove_prefix(piece.size());
    while (!piece.empty()) {
      const State state = scanner.scan(piece);
      if (state == State::kRefused) {
        CHECK(scanner.request().body.empty());
        CHECK_FALSE(scanner.refusal().reason.empty());
        return text + std::to_string(scanner.refusal().status);
      }
      if (state != State::kComplete) {
        CHECK(piece.empty());
        continue;
      }
      text += to_text(scanner);
      scanner.next();
    }
  }
  switch (scanner.state()) {
    case State::kIdle:
      return text + "idle";
    case State::kHead:
      return text + "head";
    default:
      return text + "body";
  }
}

struct Row {
  std::string bytes;
  std::string expected;
};

void check(const std::vector<Row>& rows, const RequestLimits& limits = {}) {
  for (const Row& row : rows) {
    CAPTURE(row.bytes.substr(0, 300));
    for (const std::size_t piece_bytes :
         {std::size_t{1}, std::size_t{2}, std::size_t{7}, row.bytes.size() + 1})
      CHECK(scan(row.bytes, piece_bytes, limits) == row.expected);
  }
}

const std::string kHost = "Host: x\r\n";

/// A request with a body of chunks.
std::string chunked(const std::string& chunks) {
  return "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks;
}
std::string with_headers(const std::string& headers) {
  return "POST / HTTP/1.1\r\n" + kHost + headers + "\r\n";
}

TEST_CASE("requests are found where they begin and end, in pieces of any size") {
  const std::string get = "GET /a?b=%20#c HTTP/1.1\r\n" + kHost + "\r\n";
  const std::string got = "GET /a?b=%20#c Host=x []\n";
  const std::string chunks = "TE Transfer-Encoding=Chunked";
  check({
      {"", "idle"},
      {get, got + "idle"},
      {get + get, got + got + "idle"},
      {get + "P", got + "head"},
      {"POST / HTTP/1.1\r\nHost:x\r\ncontent-length: 3\r\n\r\nabc" + get,
       "POST / Host=x content-length=3 [abc]\n" + got + "idle"},
      {"POST / HTTP/1.1\r\nHost:x\r\nContent-Length:\t03 \r\n\r\nab", "body"},
      {"GET / HTTP/1.1\r\nHost:x\r\nContent-Length: 0\r\n\r\n" + get,
       "GET / Host=x Content-Length=0 []\n" + got + "idle"},
      {"DELETE / HTTP/1.1\r\nHost:x\r\nContent-Length: 2\r\n\r\nGE" + get,
       "DELETE / Host=x Content-Length=2 [GE]\n" + got + "idle"},
      {"HEAD / HTTP/1.1\r\nHost:x\r\nContent-Length: 000\r\n\r\n" + get,
       "HEAD / Host=x Content-Length=000 []\n" + got + "idle"},
      {"PUT / HTTP/1.1\r\nHost:x\r\nTRANSFER-ENCODING: "
       "Chunked\r\n\r\n1\r\na\r\n0A\r\n0123456789\r\n"
       "0\r\n\r\n" +
           get,
       "PUT / Host=x TRANSFER-ENCODING=Chunked [a0123456789]\n" + got + "idle"},
      {chunked("0\r\n\r\n"), "POST / Host=x Transfer-Encoding=chunked []\nidle"},
      {chunked("00000000000000a\r\n0123456789\r\n0\r\n\r\n"),
       "POST / Host=x Transfer-Encoding=chunked [0123456789]\nidle"},
      {chunked("3\r\n\r\n0\r\n0\r\n\r\n"), "POST / Host=x Transfer-Encoding=chunked [\r\n0]\nidle"},
      {chunked("2\r\n{}\r\n0\r\n"), "body"},
  });
}

TEST_CASE("one empty line before a request is passed over, and is no request begun") {
  const std::string get = "GET / HTTP/1.1\r\n" + kHost + "\r\n";
  check({{"\r\n", "idle"},
         {"\r", "head"},
         {"\r\n" + get, "GET / Host=x []\nidle"},
         {get + "\r\n" + get, "GET / Host=x []\nGET / Host=x []\nidle"},
         {"\r\n\r\n", "400"},
         {"\n", "400"},
         {" \r\n", "400"}});
}

TEST_CASE("names, targets and values have the characters that they may have") {
  check({{"M-SEARCH * HTTP/1.1\r\nHost: x\r\n\r\n", "M-SEARCH * Host=x []\nidle"},
         {"get /\xC3\xA4\"\\ HTTP/1.1\r\nHost: x\r\n\r\n", "get /\xC3\xA4\"\\ Host=x []\nidle"},
         {"GET / HTTP/1.1\r\nHost: [::1]:80\r\nX:\r\nY: \t \r\nZ: a\tb: \xFF \r\n!#$%&'*+-.^_`|~0: "
          "1\r\n\r\n",
          "GET / Host=[::1]:80 X= Y= Z=a\tb: \xFF !#$%&'*+-.^_`|~0=1 []\nidle"},
         {"GET / HTTP/1.1\r\nHost:\r\n\r\n", "GET / Host= []\nidle"}});
}

TEST_CASE("a first line that is none is refused") {
  for (const char* line : {"GET",
                           "GET ",
                           "GET /",
                           "GET / ",
                           "GET  HTTP/1.1",
                           "GET  / HTTP/1.1",
                           "GET /  HTTP/1.1",
                           "GET / HTTP/1.1 ",
                           " GET / HTTP/1.1",
                           "GET / / HTTP/1.1",
                           "GET /\t/ HTTP/1.1",
                           "GET\t/ HTTP/1.1",
                           "G\xC3\x84T / HTTP/1.1",
                           "GET: / HTTP/1.1",
                           "GET / HTTP/2.0",
                           "GET / HTTP/1.2",
                           "GET / HTTP/0.9",
                           "GET / http/1.1",
                           "GET / HTTP/1.10",
                           "GET / HTTP/01.1",
                           "GET / HTTP/1",
                           "PRI * HTTP/2.0",
                           "\x16\x03\x01",
                           "{}",
                           "GET /\x01 HTTP/1.1",
                           "GET /\x7F HTTP/1.1",
                           "GET /\rHTTP/1.1",
                           "GET / HTTP/1.1\r"})
    check({{std::string(line) + "\r\nHost: x\r\n\r\n", "400"}});
  check({{std::string("GET /\0 HTTP/1.1\r\n", 17), "400"}, {"GET / HTTP/1.1\nHost: x\n\n", "400"}});
}

TEST_CASE("a header that is none is refused, and so is one that continues another") {
  for (const std::string header :
       {"X", ": x", "X : x", "X\t: x", " X: x", "\tX: x", "X Y: x", "(X): x", "X\xC3\xA4: x",
        "X: a\x01", "X: a\x7F", "X: \x1b[31m", "X: a\rb", "X: a\r", "\r"})
    check({{with_headers(header + "\r\n"), "400"}});
  check({{with_headers(std::string("X: a\0b\r\n", 8)), "400"},
         {with_headers("X: a\nY: b\r\n"), "400"},
         {"GET / HTTP/1.1\r\n X: y\r\n" + kHost + "\r\n", "400"},
         {"GET / HTTP/1.1\r\n" + kHost + "\n", "400"}});
}

TEST_CASE("a request of HTTP/1.1 has one Host, which could be one") {
  check({{"GET / HTTP/1.1\r\n\r\n", "400"},
         {"GET / HTTP/1.1\r\nX-Host: x\r\n\r\n", "400"},
         {with_headers("host: x\r\n"), "400"},
         {"GET / HTTP/1.0\r\nHost: x\r\nHost: x\r\n\r\n", "400"},
         {"GET / HTTP/1.0\r\n\r\n", "GET / [] close\nidle"}});
  for (const char* host : {"a b", "a,b", "a/b", "a?b", "a#b", "u@a", "a\\b", "a\tb"})
    check({{"GET / HTTP/1.1\r\nHost: " + std::string(host) + "\r\n\r\n", "400"}});
}

TEST_CASE("what two readers could take for different ends of a body is refused") {
  for (const char* headers : {"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
                              "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n",
                              "Content-Length: 3\r\nContent-Length: 3\r\n",
                              "Content-Length: 3\r\ncontent-length: 4\r\n",
                              "Content-Length: 3, 3\r\n",
                              "Content-Length: +3\r\n",
                              "Content-Length: -3\r\n",
                              "Content-Length: 0x3\r\n",
                              "Content-Length: 3 3\r\n",
                              "Content-Length: 3.0\r\n",
                              "Content-Length:\r\n",
                              "Content-Length: \"3\"\r\n",
                              "Content-Length: 0000000000000000003\r\n",
                              "Content-Length: 99999999999999999999\r\n",
                              "Content-Length : 3\r\n",
                              "Transfer-Encoding: gzip\r\n",
                              "Transfer-Encoding: identity\r\n",
                              "Transfer-Encoding:\r\n",
                              "Transfer-Encoding: chunked, gzip\r\n",
                              "Transfer-Encoding: gzip, chunked\r\n",
                              "Transfer-Encoding: chunked, chunked\r\n",
                              "Transfer-Encoding: \"chunked\"\r\n",
                              "Transfer-Encoding: x-chunked\r\n",
                              "Transfer-Encoding: chunked;q=1\r\n",
                              "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                              "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
                              "Transfer-Encoding\t: chunked\r\n",
                              " Transfer-Encoding: chunked\r\n"})
    check({{with_headers(headers), "400"}});
  check({{"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", "400"}});
}

TEST_CASE("chunks are as long as their sizes say, and nothing follows the last one") {
  for (const char* chunks : {"\r\n",
                             "zz\r\n",
                             "-1\r\n",
                             "+1\r\n",
                             "0x1\r\n",
                             " 1\r\n",
                             "1 \r\n",
                             "1;a=b\r\n",
                             "1\na\r\n",
                             "0000000000000001\r\n",
                             "ffffffffffffffffff\r\n",
                             "1\r\nab\r\n",
                             "1\r\na\n",
                             "1\r\na0\r\n\r\n",
                             "3\r\na\r\n\r\n0",
                             "0\r\nX: y\r\n\r\n",
                             "0\r\n0\r\n",
                             "0\r\n\n",
                             "0\n\n",
                             "1\r\r\n"})
    check({{chunked(chunks) + "          \r\n", "400"}});
}

TEST_CASE("GET and HEAD have no body, however it is announced") {
  for (const std::string method : {"GET", "HEAD"}) {
    for (const char* header :
         {"Content-Length: 1", "Content-Length: 999999999999999999", "Transfer-Encoding: chunked"})
      check({{method + " / HTTP/1.1\r\n" + kHost + header + "\r\n\r\n0\r\n\r\n", "400"}});
  }
}

TEST_CASE("a Range is refused of any method, and so is a body that is packed") {
  for (const std::string method : {"GET", "POST"}) {
    for (const char* range : {"bytes=0-0", "bytes=-1", "lines=1-2", ""})
      check({{method + " / HTTP/1.1\r\n" + kHost + "range: " + range + "\r\n\r\n", "400"}});
    for (const char* coding : {"gzip", "x", "identity, gzip", ""})
      check({{method + " / HTTP/1.1\r\n" + kHost + "Content-Encoding: " + coding + "\r\n\r\n",
              "415"}});
    check({{method + " / HTTP/1.1\r\n" + kHost + "Content-Encoding: Identity\r\n\r\n",
            method + " / Host=x Content-Encoding=Identity []\nidle"}});
  }
  check({{with_headers("If-Range: x\r\nAccept-Ranges: bytes\r\nAccept-Encoding: gzip\r\n"),
          "POST / Host=x If-Range=x Accept-Ranges=bytes Accept-Encoding=gzip []\nidle"}});
}

TEST_CASE("an Expect but 100-continue is 417") {
  check({{with_headers("Expect: 200-ok\r\n"), "417"},
         {with_headers("Expect: 100-continue, x\r\n"), "417"},
         {with_headers("Expect:\r\n"), "417"}});
}

TEST_CASE("who expects 100-continue is told so once, before the body has begun") {
  const auto expects = [](std::string bytes) {
    RequestScanner scanner({});
    std::string_view view = bytes;
    scanner.scan(view);
    const bool first = scanner.take_expects_continue();
    CHECK_FALSE(scanner.take_expects_continue());
    return first;
  };
  const std::string length = "Content-Length: 2\r\n";
  CHECK(expects(with_headers(length + "Expect: 100-Continue\r\n")));
  CHECK(expects(with_headers("Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n")));
  CHECK_FALSE(expects(with_headers(length + "Expect: 100-continue\r\n") + "{"));
  CHECK_FALSE(expects("POST / HTTP/1.0\r\nExpect: 100-continue\r\n" + length + "\r\n"));
}

TEST_CASE("a connection ends where the client wants it, or does not want the opposite in 1.0") {
  const auto closes = [](const std::string& version, const std::string& headers) {
    RequestScanner scanner({});
    const std::string bytes = "GET / HTTP/" + version + "\r\n" + kHost + headers + "\r\n";
    std::string_view view = bytes;
    CHECK(scanner.scan(view) == State::kComplete);
    CHECK(scanner.is_http_1_0() == (version == "1.0"));
    return scanner.closes();
  };
  CHECK_FALSE(closes("1.1", ""));
  CHECK(closes("1.1", "Connection: close\r\n"));
  CHECK(closes("1.1", "connection: x ,\tCLOSE\r\n"));
  CHECK(closes("1.1", "Connection: keep-alive\r\nConnection: close\r\n"));
  CHECK_FALSE(closes("1.1", "Connection: closed, ,\r\n"));
  CHECK(closes("1.0", ""));
  CHECK_FALSE(closes("1.0", "Connection: Keep-Alive\r\n"));
  CHECK(closes("1.0", "Connection: keep-alive, close\r\n"));
}

TEST_CASE("every limit is the last value that is taken") {
  RequestLimits limits;
  limits.line_bytes_max = 20;
  limits.headers_max = 3;
  limits.header_bytes_max = 30;
  limits.body_bytes_max = 5;
  const std::string line = "GET /2345678 HTTP/1.1";  // 21
  const auto sized = [](std::size_t bytes) { return "A: " + std::string(bytes - 3, 'a') + "\r\n"; };
  const auto length = [](int bytes) {
    return "P / HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(bytes) + "\r\n\r\n";
  };
  const std::string chunks = "P / HTTP/1.1\r\nHost:\r\nTransfer-Encoding:chunked\r\n\r\n";
  check({{line + "\r\n", "414"},
         {line, "head"},  // its last byte could be the CR
         {line + "x", "414"},
         {"GET /234567 HTTP/1.1\r\n\r\n", "400"},  // has no Host
         {"GET / HTTP/1.1\r\nHost: x\r\nA:\r\nB:\r\n\r\n", "GET / Host=x A= B= []\nidle"},
         {"GET / HTTP/1.1\r\nHost: x\r\nA:\r\nB:\r\nC:\r\n", "431"},
         {"GET / HTTP/1.1\r\nHost: x\r\n" + sized(23) + "\r\n",
          "GET / Host=x A=" + std::string(20, 'a') + " []\nidle"},
         {"GET / HTTP/1.1\r\nHost: x\r\n" + sized(24), "431"},
         {"GET / HTTP/1.1\r\n" + std::string(32, 'a'), "431"},
         {length(5) + "12345", "P / Host=x Content-Length=5 [12345]\nidle"},
         {length(6), "413"},
         {chunks + "5\r\n12345\r\n0\r\n\r\n", "P / Host= Transfer-Encoding=chunked [12345]\nidle"},
         {chunks + "6\r\n", "413"},
         {chunks + "4\r\n1234\r\n2\r\n", "413"},
         {chunks + "7fffffffffffff0\r\n", "413"}},
        limits);
}

TEST_CASE("a refused request has what was right in it, and no more is read") {
  RequestScanner scanner({});
  std::string_view bytes = "PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: y\r\nZ: z\r\n\r\nrest";
  CHECK(scanner.scan(bytes) == State::kRefused);
  CHECK(to_text(scanner) == "PUT /a Host=x Content-Length=y []\n");
  CHECK(scanner.refusal().reason == "its Content-Length is no number of bytes");
  CHECK(scanner.scan(bytes) == State::kRefused);
  CHECK_FALSE(bytes.empty());
}

}  // namespace
