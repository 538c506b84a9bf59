#pragma once

#include <string>
#include <vector>

#include "services/evidence/ledger/bundle.h"

// A small bundle, and its parts to be put together wrongly.
namespace peerchallenge::evidence {

struct BundleParts {
  struct Record {
    int64_t index;
    std::string salt, record;
  };
  std::string note;
  std::vector<VerifierKey> keys;
  std::vector<std::string> leaves;
  std::vector<Record> records;
  std::vector<Hash> held;                // of attachments that are left out
  std::vector<std::string> attachments;  // contents, in order of their hashes
};

// Two items, one revised; one that was disposed of; an attachment that two entries record; a
// concern.
BundleParts SampleParts();

// The same, and an entry of a document with this text.
BundleParts WithDocument(const std::string& name, const std::string& text);

// The key that signed the sample.
NoteSigner SampleSigner();
// The note for these leaves.
std::string NoteFor(const std::vector<std::string>& leaves, const NoteSigner& signer);

std::string Bundle(const BundleParts& parts);

BundleReport Verify(const std::string& bundle, const std::vector<VerifierKey>& trusted = {});

}  // namespace peerchallenge::evidence
