#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "common/rpc/client.h"

namespace CLI {
class App;
}  // namespace CLI

namespace peerchallenge::hosting {

// The flags that say where another service is, and as whom this one calls it: on its own account,
// which its client certificate shows.
struct PeerFlags {
  std::string address;
  std::string ca;  // files, PEM
  std::string cert;
  std::string key;

  // Declares them on `app` for the service of that name: "--scheduling", "--scheduling-ca" and so
  // on; this outlives it.
  void AddTo(CLI::App& app, const std::string& service);

  // Whether any of them is set; for a service that one can do without.
  bool IsGiven() const { return !address.empty() || !ca.empty() || !cert.empty() || !key.empty(); }
  // A channel to it; connects with the first call. FIELD_INVALID that names the flag: no address or
  // a Unix socket, which takes no certificate; a file that cannot be read.
  absl::StatusOr<std::shared_ptr<rpc::Channel>> Open() const;

 private:
  std::string service_;
};

}  // namespace peerchallenge::hosting
