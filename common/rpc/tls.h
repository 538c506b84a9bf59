#pragma once

#include <string>

namespace peerchallenge::rpc {

// Keys of a server, as PEM text.
struct ServerTls {
  std::string certificate_chain;
  std::string private_key;
  // With it, every client must show a certificate that this authority has signed; its names then
  // are credentials.
  std::string client_authority;
};

// Keys of a client, as PEM text.
struct ClientTls {
  std::string server_authority;   // who signs the servers' certificates; empty = the system's list
  std::string certificate_chain;  // shown to the server; empty = none
  std::string private_key;
};

}  // namespace peerchallenge::rpc
