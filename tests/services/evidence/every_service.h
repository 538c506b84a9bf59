#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "common/changes/feed.h"
#include "common/rpc/method_registry.h"
#include "common/rpc/stream.h"
#include "services/evidence/attachments/attachment_service.h"
#include "services/evidence/attachments/content_type.h"
#include "services/evidence/attachments/file_blob_store.h"
#include "services/evidence/changes_service.h"
#include "services/evidence/evidence_host.h"
#include "services/evidence/evidence_service.h"
#include "services/evidence/source_service.h"
#include "tests/common/changes/stream_reader.h"
#include "tests/services/evidence/fresh_evidence.h"

namespace peerchallenge::evidence {

// The services that show what a team has found, over a fresh store; called by their methods' names.
class EveryService {
 public:
  EveryService();

  FreshEvidence& evidence() { return evidence_; }

  // What a method, such as "EvidenceService/GetItem", answers a person; of a stream all messages,
  // one after the other. Requests and answers are JSON.
  absl::StatusOr<std::string> Ask(const std::string& person, const std::string& method,
                                  const std::string& request);
  // The same of a call that does well.
  std::string Must(const std::string& person, const std::string& method,
                   const std::string& request);

  // Watches all changes from now on as a person.
  std::unique_ptr<changes::StreamReader> Watch(const std::string& person);
  // What such a watch has to tell now; and in words, "CREATED items/1".
  using Change = peerchallenge::changes::v1::Change;
  std::vector<Change> Changes(changes::StreamReader& watch);
  std::vector<std::string> News(changes::StreamReader& watch);

 private:
  FreshEvidence evidence_;
  AttachmentStore attachment_store_{evidence_.clock(), evidence_.store().sealer()};
  std::unique_ptr<BlobStore> blobs_ =
      *FileBlobStore::Open("folder", evidence_.folder() / "attachments");
  std::unique_ptr<ContentTypes> types_ = *ContentTypes::Load();
  EvidenceHost host_{evidence_.context()};
  AttachmentContext attachment_context_;
  changes::Feed feed_{evidence_.database(),
                      evidence_.clock(),
                      evidence_.store().sealer(),
                      {.poll = absl::InfiniteDuration()}};
  EvidenceService evidence_service_{evidence_.context()};
  SourceService sources_{evidence_.context()};
  AttachmentService attachments_{attachment_context_};
  ChangesService changes_{evidence_.context(), attachment_context_, feed_};
  rpc::MethodRegistry registry_;
};

}  // namespace peerchallenge::evidence
