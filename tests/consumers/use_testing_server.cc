// SPDX-License-Identifier: MIT
// The smallest program on ucs::testing_server: who connects to it gets an answer.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <ucs/testing/server.h>
#include <ucs/version.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <string>

int main() {
  const ucs::testing::Server server;
  ucs::StartService booking;
  booking.customer_id = "00027a52JCGY000M";
  if (!server.fake().engine().start_service(booking)) return 1;

  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(server.port()));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int client = ::socket(AF_INET, SOCK_STREAM, 0);
  if (::connect(client, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return 1;
  const std::string request =
      "GET /genesys/1/cs/services/1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  if (::write(client, request.data(), request.size()) < 0) return 1;
  std::string answer;
  char part[1024];
  for (ssize_t bytes = 0; (bytes = ::read(client, part, sizeof part)) > 0;)
    answer.append(part, static_cast<std::size_t>(bytes));
  ::close(client);
  const bool is_good = answer.compare(0, 15, "HTTP/1.1 200 OK") == 0;
  std::printf("ucs::testing %s: %s at %s\n", ucs::kVersion, is_good ? "200" : "no answer",
              server.url().c_str());
  return is_good ? 0 : 1;
}
