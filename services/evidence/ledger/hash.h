#pragma once

#include "common/hash/hash.h"

// The hashes of the ledger, by their short names.
namespace peerchallenge::evidence {

using hash::BytesOf;
using hash::Hash;
using hash::HashFrom;
using hash::HexOf;
using hash::HmacSha256;
using hash::Sha256;
using hash::Sha256Stream;

}  // namespace peerchallenge::evidence
