#include "tests/services/evidence/ledger/sample_bundle.h"

#include <gtest/gtest.h>

#include <sstream>

#include "services/evidence/ledger/merkle.h"
#include "services/evidence/ledger/record.h"

namespace peerchallenge::evidence {
namespace {

const std::string kReview = "regions/em/reviews/lin";
constexpr char kOrigin[] = "suite.example/regions/em/reviews/lin";
constexpr char kContent[] = "the data pack, %PDF-1.7";

class Maker {
 public:
  void Add(v1::LedgerEntry::Action action, const std::string& subject, int64_t version,
           const std::string& record, bool kept = true) {
    const auto index = static_cast<int64_t>(parts.leaves.size());
    const std::string salt(kSaltBytes, static_cast<char>('a' + index));
    parts.leaves.push_back(LeafOf({.action = action,
                                   .subject = kReview + subject,
                                   .version = version,
                                   .time = absl::FromUnixSeconds(1'341'820'800 + index),
                                   .commitment = Commitment(salt, record)}));
    if (kept) parts.records.push_back({index, salt, record});
  }
  void AddVersion(v1::LedgerEntry::Action action, const std::string& subject, int64_t version,
                  const std::string& text, bool kept = true) {
    v1::ItemContent content;
    content.set_kind(v1::ItemContent::KIND_NOTE);
    content.set_text(text);
    v1::CaptureStamp stamp;
    stamp.mutable_device_time()->set_seconds(1'341'820'000);
    Add(action, subject, version,
        RecordOf(kReview + subject, version - 1, stamp, *EncodeContent(content, "content")), kept);
  }

  BundleParts parts;
};

}  // namespace

NoteSigner SampleSigner() {
  return {"suite.example/ledger", *SigningKey::FromSeed(std::string(kSeedBytes, 'k'))};
}

std::string NoteFor(const std::vector<std::string>& leaves, const NoteSigner& signer) {
  RootStream root;
  for (const std::string& leaf : leaves) root.Add(LeafHash(leaf));
  return signer.Sign(TextOf({kOrigin, root.size(), root.Root()}));
}

namespace {

Maker SampleMaker() {
  using Action = v1::LedgerEntry;
  Maker maker;
  const std::string sha256(BytesOf(Sha256(kContent)));
  maker.AddVersion(Action::ACTION_ITEM_CAPTURED, "/items/a", 1, "Data is shared late.");
  maker.AddVersion(Action::ACTION_ITEM_CAPTURED, "/items/gone", 1, "erased", false);
  maker.Add(Action::ACTION_ATTACHMENT_STORED, "/attachments/x", 0, sha256);
  maker.Add(Action::ACTION_CONCERN_RAISED, "/concerns/c", 0, "not in bundles", false);
  maker.AddVersion(Action::ACTION_ITEM_REVISED, "/items/a", 2, "Data is shared late, often.");
  maker.Add(Action::ACTION_ATTACHMENT_STORED, "/attachments/y", 0, sha256);
  maker.Add(Action::ACTION_DISPOSED, "/items/gone", 0, "disposalRuns/1");
  maker.Add(Action::ACTION_ITEM_SHARED, "/items/a", 1, "");
  maker.parts.attachments.emplace_back(kContent);
  return maker;
}

BundleParts Signed(Maker maker) {
  const NoteSigner signer = SampleSigner();
  maker.parts.note = NoteFor(maker.parts.leaves, signer);
  maker.parts.keys = {signer.verifier()};
  return std::move(maker.parts);
}

}  // namespace

BundleParts SampleParts() { return Signed(SampleMaker()); }

BundleParts WithDocument(const std::string& name, const std::string& text) {
  Maker maker = SampleMaker();
  maker.Add(v1::LedgerEntry::ACTION_DOCUMENT_ANCHORED, name.substr(kReview.size()), 0,
            std::string(BytesOf(Sha256(text))));
  return Signed(std::move(maker));
}

std::string Bundle(const BundleParts& parts) {
  std::string bytes;
  BundleWriter writer([&bytes](std::string_view piece) {
    bytes.append(piece);
    return absl::OkStatus();
  });
  EXPECT_TRUE(writer.AddCheckpoint(parts.note, parts.keys).ok());
  EXPECT_TRUE(writer.AddLedger(parts.leaves).ok());
  for (const auto& [index, salt, record] : parts.records) {
    const auto entry = EntryFrom(parts.leaves[static_cast<size_t>(index)]);
    EXPECT_TRUE(entry.ok() && writer.AddRecord(index, *entry, salt, record).ok());
  }
  if (!parts.held.empty()) {
    EXPECT_TRUE(writer.AddHeld(parts.held).ok());
  }
  for (const std::string& content : parts.attachments) {
    EXPECT_TRUE(writer.BeginAttachment(Sha256(content), static_cast<int64_t>(content.size())).ok());
    EXPECT_TRUE(writer.WriteAttachment(content).ok());
  }
  EXPECT_TRUE(writer.Finish().ok());
  return bytes;
}

BundleReport Verify(const std::string& bundle, const std::vector<VerifierKey>& trusted) {
  std::istringstream in(bundle);
  return VerifyBundle(in, trusted);
}

}  // namespace peerchallenge::evidence
