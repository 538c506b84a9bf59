#include <iostream>
#include <string>

#include "tests/common/storage/postgres_server.h"

// A throw-away PostgreSQL for tests in other languages. Prints the URL of a new, empty schema; then
// takes "kill" (as a power cut) and "restart", one a line, and says "done" to each, until its input
// ends.
int main() {
  peerchallenge::storage::PostgresServer server;
  std::cout << server.NewUrl() << std::endl;
  for (std::string order; std::getline(std::cin, order);) {
    if (order == "kill") server.Kill();
    if (order == "restart") server.Restart();
    std::cout << "done" << std::endl;
  }
}
