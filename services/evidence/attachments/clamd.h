#pragma once

#include <memory>
#include <string>

#include "services/evidence/attachments/scanner.h"

namespace peerchallenge::evidence {

// The antivirus daemon of ClamAV, by its protocol: the command INSTREAM, with the content in pieces
// that carry their length. Each scan is a connection of its own. The daemon's StreamMaxLength must
// be as large as the largest attachment: it gives no verdict on what is longer.
class Clamd final : public Scanner {
 public:
  // `address`: "unix:/run/clamav/clamd.ctl" or "host:port". FIELD_INVALID on `field` for any other.
  static absl::StatusOr<std::unique_ptr<Clamd>> At(const std::string& field,
                                                   const std::string& address);

  absl::StatusOr<std::string> Scan(absl::Time deadline, BlobReader& content) override;

 private:
  Clamd(std::string host, std::string port) : host_(std::move(host)), port_(std::move(port)) {}

  const std::string host_;  // the path of a Unix socket, where the port is empty
  const std::string port_;
};

}  // namespace peerchallenge::evidence
