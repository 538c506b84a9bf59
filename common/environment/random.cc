#include "common/environment/random.h"

#include <openssl/rand.h>

#include "absl/base/internal/raw_logging.h"

namespace peerchallenge::environment {

void SystemRandom::Fill(std::span<uint8_t> bytes) {
  // Without randomness nothing that is made from here on could be trusted: better no process than a
  // guessable one.
  ABSL_RAW_CHECK(RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1,
                 "the system gives no random bytes");
}

void SeededRandom::Fill(std::span<uint8_t> bytes) {
  const MutexLock lock(mutex_);
  for (uint8_t& byte : bytes) byte = static_cast<uint8_t>(engine_());
}

}  // namespace peerchallenge::environment
