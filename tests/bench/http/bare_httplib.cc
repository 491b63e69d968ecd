// SPDX-License-Identifier: MIT
//
// A peer: the same API and store behind cpp-httplib's own loop. Arguments: the port.
#include <httplib.h>
#include <ucs/core.h>
#include <ucs/http.h>

#include <cstdlib>
#include <string>
#include <utility>

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  ucs::MemoryStore store;
  const ucs::SystemClock clock;
  ucs::Engine engine(store, clock);
  const ucs::http::Api api(engine);
  const auto handle = [&](const httplib::Request& source, httplib::Response& response) {
    ucs::http::Request request{source.method, source.target, {}, source.body};
    for (const auto& [name, value] : source.headers) request.headers.push_back({name, value});
    ucs::http::Response answer = api.handle(request);
    response.status = answer.status;
    for (const ucs::http::Header& header : answer.headers)
      response.set_header(header.name, header.value);
    if (!answer.content_type.empty())
      response.set_content(std::move(answer.body), std::string(answer.content_type));
  };
  httplib::Server server;
  // A connection that is kept alive occupies a thread.
  server.new_task_queue = [] { return new httplib::ThreadPool(1024); };
  server.set_tcp_nodelay(true);
  server.set_keep_alive_max_count(1000000);
  server.Get(".*", handle).Post(".*", handle).Put(".*", handle);
  return server.listen("127.0.0.1", std::atoi(argv[1])) ? 0 : 1;
}
