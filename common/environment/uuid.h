#pragma once

#include <string>
#include <string_view>

#include "common/environment/clock.h"
#include "common/environment/random.h"

namespace peerchallenge::environment {

// A new UUID of version 7 (RFC 9562) as text, 36 characters in lower case: starts with the time in
// milliseconds, then the fraction of the millisecond (section 6.2, method 3), then 62 random bits;
// so later ids sort after earlier ones as far as the clock tells them apart.
std::string NewUuidV7(const Clock& clock, RandomSource& random);

// A new UUID of version 4: 122 random bits, which tell nothing of when.
std::string NewUuidV4(RandomSource& random);

// Whether `text` is a UUID of any version, as NewUuidV7 writes one: lower case, hyphens in their
// places.
bool IsUuid(std::string_view text);

}  // namespace peerchallenge::environment
