#include "tests/common/rpc/test_certificates.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>

namespace peerchallenge::rpc {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using Memory = std::unique_ptr<BIO, decltype(&BIO_free)>;

constexpr long kOneDay = 24 * 60 * 60;

Key NewKey() { return {EVP_EC_gen("P-256"), &EVP_PKEY_free}; }

std::string Text(const Memory& memory) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &data);
  return {data, static_cast<size_t>(size)};
}

std::string Pem(X509* certificate) {
  const Memory memory(BIO_new(BIO_s_mem()), &BIO_free);
  PEM_write_bio_X509(memory.get(), certificate);
  return Text(memory);
}

std::string Pem(EVP_PKEY* key) {
  const Memory memory(BIO_new(BIO_s_mem()), &BIO_free);
  PEM_write_bio_PrivateKey(memory.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
  return Text(memory);
}

void AddExtension(X509* certificate, int nid, const std::string& value) {
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value.c_str());
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

// An unsigned certificate for `key` that is good from yesterday until tomorrow.
Certificate NewCertificate(const std::string& common_name, EVP_PKEY* key, long serial) {
  Certificate certificate(X509_new(), &X509_free);
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -kOneDay);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), kOneDay);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(common_name.c_str()), -1, -1,
                             0);
  return certificate;
}

}  // namespace

struct TestAuthority::Signer {
  Key key = NewKey();
  Certificate certificate = NewCertificate("test authority", key.get(), 1);
};

TestAuthority::TestAuthority() : signer_(std::make_unique<Signer>()) {
  X509* certificate = signer_->certificate.get();
  X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
  AddExtension(certificate, NID_basic_constraints, "critical,CA:TRUE");
  X509_sign(certificate, signer_->key.get(), EVP_sha256());
  certificate_ = Pem(certificate);
}

TestAuthority::~TestAuthority() = default;

TestAuthority::Identity TestAuthority::Issue(const std::string& common_name,
                                             const std::string& dns_name) const {
  const Key key = NewKey();
  const Certificate certificate = NewCertificate(common_name, key.get(), 2);
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(signer_->certificate.get()));
  AddExtension(certificate.get(), NID_subject_alt_name, "DNS:" + dns_name + ",IP:127.0.0.1");
  X509_sign(certificate.get(), signer_->key.get(), EVP_sha256());
  return {Pem(certificate.get()), Pem(key.get())};
}

}  // namespace peerchallenge::rpc
