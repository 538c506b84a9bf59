#pragma once

#include <memory>
#include <string>

namespace peerchallenge::rpc {

// Keys for a test of TLS, made anew: an authority and what it has signed. All as PEM.
class TestAuthority {
 public:
  struct Identity {
    std::string certificate;
    std::string key;
  };

  TestAuthority();
  ~TestAuthority();
  TestAuthority(const TestAuthority&) = delete;
  TestAuthority& operator=(const TestAuthority&) = delete;

  const std::string& certificate() const { return certificate_; }
  // A certificate with this common name, and with this DNS name and 127.0.0.1 as alternative names.
  Identity Issue(const std::string& common_name, const std::string& dns_name) const;

 private:
  struct Signer;
  const std::unique_ptr<Signer> signer_;
  std::string certificate_;
};

}  // namespace peerchallenge::rpc
