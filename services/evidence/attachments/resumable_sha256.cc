// OpenSSL's functions of today hide their state; those of before are the same code.
#define OPENSSL_API_COMPAT 0x10100000L

#include "services/evidence/attachments/resumable_sha256.h"

#include <cstdint>

namespace peerchallenge::evidence {
namespace {

constexpr size_t kWords = 8;
constexpr size_t kHeadBytes = kWords * 4 + 8;

void Put(uint64_t value, size_t bytes, std::string& out) {
  for (size_t i = bytes; i-- > 0;) out.push_back(static_cast<char>(value >> (8 * i)));
}

uint64_t Take(std::string_view& in, size_t bytes) {
  uint64_t value = 0;
  for (size_t i = 0; i < bytes; ++i) value = value << 8 | static_cast<uint8_t>(in[i]);
  in.remove_prefix(bytes);
  return value;
}

}  // namespace

ResumableSha256::ResumableSha256() { SHA256_Init(&context_); }

std::optional<ResumableSha256> ResumableSha256::From(std::string_view state) {
  if (state.size() < kHeadBytes) return std::nullopt;
  ResumableSha256 result;
  for (size_t i = 0; i < kWords; ++i) result.context_.h[i] = static_cast<SHA_LONG>(Take(state, 4));
  const uint64_t bytes = Take(state, 8);
  if (state.size() != bytes % SHA256_CBLOCK) return std::nullopt;
  const uint64_t bits = (bytes - state.size()) * 8;
  result.context_.Nl = static_cast<SHA_LONG>(bits);
  result.context_.Nh = static_cast<SHA_LONG>(bits >> 32);
  result.Add(state);
  return result;
}

void ResumableSha256::Add(std::string_view bytes) {
  SHA256_Update(&context_, bytes.data(), bytes.size());
}

std::string ResumableSha256::State() const {
  std::string state;
  for (size_t i = 0; i < kWords; ++i) Put(context_.h[i], 4, state);
  Put((uint64_t{context_.Nh} << 32 | context_.Nl) / 8, 8, state);
  state.append(reinterpret_cast<const char*>(context_.data), context_.num);
  return state;
}

Hash ResumableSha256::Digest() const {
  SHA256_CTX copy = context_;
  Hash hash;
  SHA256_Final(hash.data(), &copy);
  return hash;
}

}  // namespace peerchallenge::evidence
