#include "services/evidence/ledger_service.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/access/roles.h"
#include "common/environment/london.h"
#include "common/errors/errors.h"
#include "common/resources/number_pages.h"
#include "common/resources/standard_methods.h"
#include "common/validation/field_checks.h"
#include "common/validation/resource_name.h"
#include "services/evidence/days.h"
#include "services/evidence/item_checks.h"
#include "services/evidence/names.h"

namespace peerchallenge::evidence {
namespace {

using storage::Blob;
using storage::Row;
using storage::Transaction;
using validation::FieldChecks;
using validation::IdOf;

constexpr std::string_view kCheckpointName = "regions/*/reviews/*/ledger/checkpoints/*";
constexpr std::string_view kVersionName = "regions/*/reviews/*/items/*/versions/*";
constexpr char kLatest[] = "latest";
constexpr absl::Duration kTickLimit = absl::Seconds(5);
// Days after which a letter is not entered any more: so long may finishing its issue be delayed.
constexpr int kOldestLetter = 31;

std::string CheckpointName(const std::string& review, int64_t size) {
  return absl::StrCat(review, "/ledger/checkpoints/", size);
}

bool SeesEntry(const Standing& standing, const ReviewLedger::Stored& entry) {
  return SeesAllEntries(standing) || (!entry.author.empty() && standing.IsAuthor(entry.author));
}

absl::StatusOr<v1::LedgerEntry> MessageOf(const ReviewLedger::Stored& stored) {
  auto entry = EntryFrom(stored.leaf);
  if (!entry.ok()) return entry.status();
  v1::LedgerEntry message;
  message.set_index(stored.index);
  message.set_action(entry->action);
  message.set_subject(entry->subject);
  message.set_version(entry->version);
  *message.mutable_time() = StampOf(entry->time);
  message.set_commitment(std::string(BytesOf(entry->commitment)));
  message.set_leaf(stored.leaf);
  return message;
}

absl::StatusOr<v1::Checkpoint> NewestCheckpoint(Transaction& tx, const Context& context,
                                                const std::string& review) {
  int64_t size = 0;
  absl::Status status = tx.Query("SELECT signed_size FROM ledgers WHERE review = $1", {{review}},
                                 [&](const Row& row) {
                                   size = row.Int(0);
                                   return absl::OkStatus();
                                 });
  if (!status.ok()) return status;
  return context.store.checkpoints.Get(tx, CheckpointName(review, size));
}

// The size asked for, or that of the newest checkpoint for 0. None goes beyond that checkpoint: by
// how much the log has grown since is told to those who are shown its entries.
absl::StatusOr<int64_t> SizeAsked(Transaction& tx, const Context& context,
                                  const std::string& review, int64_t asked, const char* field) {
  auto newest = NewestCheckpoint(tx, context, review);
  if (absl::IsNotFound(newest.status())) return errors::NotFound(review + "/ledger");
  if (!newest.ok()) return newest.status();
  if (asked < 0 || asked > newest->tree_size()) {
    return errors::InvalidField(
        field, absl::StrCat(asked),
        absl::StrCat("at most ", newest->tree_size(), ", the size of the newest checkpoint"));
  }
  return asked > 0 ? asked : newest->tree_size();
}

template <typename Proof>
void AddPath(const std::vector<Hash>& path, Proof& proof) {
  for (const Hash& hash : path) proof.add_path(std::string(BytesOf(hash)));
}

// The place of the entry that recorded a version of an item, or an attachment.
absl::StatusOr<int64_t> PlaceOf(Transaction& tx, const Context& context,
                                const std::string& subject) {
  std::string name = subject;
  int64_t version = 0;
  if (validation::MatchName(subject, kVersionName)) {
    if (!absl::SimpleAtoi(IdOf(subject), &version)) return errors::NotFound(subject);
    name = validation::ParentOf(subject);
  }
  auto place = context.ledger.FirstOf(tx, name, version);
  if (!place.ok()) return place.status();
  if (!place->has_value()) return errors::NotFound(subject);
  return **place;
}

}  // namespace

absl::Status LedgerService::SignGrownLogs() {
  std::vector<ReviewLedger::Unsigned> grown;
  absl::Status status =
      context_.database.Read(absl::Now() + kTickLimit, [&](Transaction& tx) -> absl::Status {
        auto found = context_.ledger.Grown(tx);
        if (!found.ok()) return found.status();
        grown = *std::move(found);
        return absl::OkStatus();
      });
  if (!status.ok() || grown.empty()) return status;
  // What has grown on since then is signed as it is now: a size is signed once.
  return context_.database.Write(absl::Now() + kTickLimit, [&](Transaction& tx) -> absl::Status {
    auto found = context_.ledger.Grown(tx);
    if (!found.ok()) return found.status();
    for (const ReviewLedger::Unsigned& head : *found) {
      auto root = context_.ledger.RootOf(tx, head.review, head.size);
      if (!root.ok()) return root.status();
      v1::Checkpoint checkpoint;
      checkpoint.set_name(CheckpointName(head.review, head.size));
      checkpoint.set_tree_size(head.size);
      checkpoint.set_root_sha256(std::string(BytesOf(*root)));
      checkpoint.set_note(keys_.SignCheckpoint(head.review, head.size, *root));
      *checkpoint.mutable_create_time() = StampOf(context_.clock.Now());
      absl::Status stored = context_.store.checkpoints.Insert(tx, checkpoint);
      if (!stored.ok()) return stored;
      if (stored = context_.ledger.NoteSigned(tx, head); !stored.ok()) return stored;
    }
    return absl::OkStatus();
  });
}

absl::StatusOr<v1::Checkpoint> LedgerService::GetCheckpoint(
    const rpc::Call& call, const v1::GetCheckpointRequest& request) {
  FieldChecks checks;
  checks.Name("name", request.name(), kCheckpointName);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return Read<v1::Checkpoint>(
      context_, call, request.name(),
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<v1::Checkpoint> {
        const std::string& review = standing.review.name();
        if (IdOf(request.name()) == kLatest) {
          auto newest = NewestCheckpoint(tx, context_, review);
          if (absl::IsNotFound(newest.status())) return errors::NotFound(request.name());
          if (!newest.ok()) return newest;
          return ViewOf(*std::move(newest), standing);
        }
        auto checkpoint = context_.store.checkpoints.Get(tx, request.name());
        if (absl::IsNotFound(checkpoint.status())) {
          return errors::InvalidField("name", request.name(),
                                      "a size for which a checkpoint was published, or \"latest\"");
        }
        if (!checkpoint.ok()) return checkpoint;
        return ViewOf(*std::move(checkpoint), standing);
      });
}

absl::StatusOr<v1::InclusionProof> LedgerService::GetInclusionProof(
    const rpc::Call& call, const v1::GetInclusionProofRequest& request) {
  using Request = v1::GetInclusionProofRequest;
  FieldChecks checks;
  checks.Name("parent", request.parent(), kReviewName);
  checks.That(request.entry_case() != Request::ENTRY_NOT_SET, "entry", "nothing",
              "index or subject");
  checks.That(
      request.entry_case() != Request::kSubject || ReviewOf(request.subject()) == request.parent(),
      "subject", request.subject(), "a name below the review");
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return Read<v1::InclusionProof>(
      context_, call, request.parent(),
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<v1::InclusionProof> {
        auto size = SizeAsked(tx, context_, request.parent(), request.tree_size(), "tree_size");
        if (!size.ok()) return size.status();
        const bool by_index = request.entry_case() == Request::kIndex;
        auto index = by_index ? absl::StatusOr<int64_t>(request.index())
                              : PlaceOf(tx, context_, request.subject());
        if (!index.ok()) return index.status();
        if (by_index && (*index < 0 || *index >= *size)) {
          return errors::InvalidField("index", absl::StrCat(*index),
                                      absl::StrCat("0 to ", *size - 1));
        }
        auto entries = context_.ledger.Entries(tx, request.parent(), *index, *index + 1, 1);
        if (!entries.ok()) return entries.status();
        if (entries->empty() || !SeesEntry(standing, entries->front())) {
          return errors::NotFound(by_index ? absl::StrCat(request.parent(), "/ledger/", *index)
                                           : request.subject());
        }
        if (*index >= *size) {
          return errors::InvalidField("tree_size", absl::StrCat(*size),
                                      absl::StrCat("more than ", *index));
        }
        v1::InclusionProof proof;
        auto entry = MessageOf(entries->front());
        if (!entry.ok()) return entry.status();
        *proof.mutable_entry() = *std::move(entry);
        proof.set_tree_size(*size);
        auto path = context_.ledger.InclusionPath(tx, request.parent(), *index, *size);
        if (!path.ok()) return path.status();
        AddPath(*path, proof);
        return proof;
      });
}

absl::StatusOr<v1::ConsistencyProof> LedgerService::GetConsistencyProof(
    const rpc::Call& call, const v1::GetConsistencyProofRequest& request) {
  FieldChecks checks;
  checks.Name("parent", request.parent(), kReviewName);
  checks.That(request.first_size() >= 1, "first_size", absl::StrCat(request.first_size()),
              "1 or more");
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return Read<v1::ConsistencyProof>(
      context_, call, request.parent(),
      [&](Transaction& tx, const Standing&) -> absl::StatusOr<v1::ConsistencyProof> {
        auto second =
            SizeAsked(tx, context_, request.parent(), request.second_size(), "second_size");
        if (!second.ok()) return second.status();
        if (request.first_size() > *second) {
          return errors::InvalidField("first_size", absl::StrCat(request.first_size()),
                                      absl::StrCat("at most second_size, ", *second));
        }
        v1::ConsistencyProof proof;
        proof.set_first_size(request.first_size());
        proof.set_second_size(*second);
        auto path =
            context_.ledger.ConsistencyPath(tx, request.parent(), request.first_size(), *second);
        if (!path.ok()) return path.status();
        AddPath(*path, proof);
        return proof;
      });
}

absl::StatusOr<v1::ListLedgerEntriesResponse> LedgerService::ListLedgerEntries(
    const rpc::Call& call, const v1::ListLedgerEntriesRequest& request) {
  FieldChecks checks;
  checks.Name("parent", request.parent(), kReviewName);
  checks.That(request.start_index() >= 0, "start_index", absl::StrCat(request.start_index()),
              "0 or more");
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  auto page = resources::NumberPage::Of(context_.store.sealer(), call,
                                        absl::StrCat(request.parent(), " ", request.start_index()),
                                        request.page_size(), request.page_token());
  if (!page.ok()) return page.status();
  using Response = v1::ListLedgerEntriesResponse;
  return Read<Response>(context_, call, request.parent(),
                        [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<Response> {
                          auto size = context_.ledger.SizeOf(tx, request.parent());
                          if (!size.ok()) return size.status();
                          Response response;
                          resources::PageFill fill(*page);
                          int64_t next = std::max(page->last(), request.start_index());
                          while (next < *size) {
                            auto entries = context_.ledger.Entries(tx, request.parent(), next,
                                                                   *size, page->size() + 1);
                            if (!entries.ok()) return entries.status();
                            if (entries->empty()) break;
                            for (const ReviewLedger::Stored& entry : *entries) {
                              next = entry.index + 1;
                              if (!SeesEntry(standing, entry)) continue;
                              if (!fill.Takes(next)) {
                                response.set_next_page_token(fill.next_page_token());
                                return response;
                              }
                              auto message = MessageOf(entry);
                              if (!message.ok()) return message.status();
                              *response.add_entries() = *std::move(message);
                            }
                          }
                          return response;
                        });
}

absl::StatusOr<v1::VerifierKeys> LedgerService::GetVerifierKeys(const rpc::Call&,
                                                                const v1::GetVerifierKeysRequest&) {
  v1::VerifierKeys keys;
  keys.set_name("ledgerKeys");
  for (const VerifierKey& key : keys_.verifiers()) keys.add_keys(key.ToString());
  return keys;
}

absl::StatusOr<v1::LedgerEntry> LedgerService::AnchorDocument(
    const rpc::Call& call, const v1::AnchorDocumentRequest& request) {
  using Request = v1::AnchorDocumentRequest;
  FieldChecks checks;
  checks.Name("parent", request.parent(), kReviewName);
  checks.That(ReviewOf(request.document()) == request.parent() &&
                  request.document().size() <= resources::ResourceStore::kMaxNameBytes,
              "document", request.document(), "the name of a document below the review");
  checks.That(request.kind() != Request::KIND_UNSPECIFIED && Request::Kind_IsValid(request.kind()),
              "kind", absl::StrCat(request.kind()), "LETTER, ACTION_PLAN or COMMITTEE_REPORT");
  checks.That(HashFrom(request.sha256()).has_value(), "sha256",
              absl::StrCat(request.sha256().size(), " bytes"), "32 bytes");
  const auto issued = checks.Day("issue_date", request.issue_date());
  const bool letter = request.kind() == Request::KIND_LETTER;
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return Write<v1::LedgerEntry>(
      context_, call, request.parent(),
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<v1::LedgerEntry> {
        if (letter && !standing.service) {
          return errors::RulesBroken(
              {{"letter-issued", request.document(),
                "a letter is entered by the service that issues it, which starts the retention "
                "clock"}});
        }
        struct Anchored {
          std::string document, sha256;
          int64_t index;
        };
        // A document, or the review's one letter.
        std::optional<Anchored> before;
        absl::Status status = tx.Query(
            "SELECT document, sha256, number FROM anchored_documents WHERE document = $1 OR "
            "(review = $2 AND kind = $3 AND kind = $4)",
            {{request.document(), request.parent(), static_cast<int64_t>(request.kind()),
              static_cast<int64_t>(Request::KIND_LETTER)}},
            [&](const Row& row) {
              before = Anchored{std::string(row.Text(0)), std::string(row.Bytes(1)), row.Int(2)};
              return absl::OkStatus();
            });
        if (!status.ok()) return status;
        if (before &&
            (before->document != request.document() || before->sha256 != request.sha256())) {
          return errors::Make(errors::v1::ERROR_REASON_CONTENT_DIFFERS,
                              absl::StrCat("'", before->document, "' is entered already"),
                              {{"name", before->document},
                               {"stored_sha256", HexOf(*HashFrom(before->sha256))},
                               {"sent_sha256", HexOf(*HashFrom(request.sha256()))}});
        }
        const absl::CivilDay today = environment::Today(context_.clock);
        if (letter && !before && (today - *issued > kOldestLetter || *issued > today + 1)) {
          return errors::InvalidField(
              "issue_date", request.issue_date(),
              absl::StrCat("for a letter, one of the last ", kOldestLetter, " days"));
        }
        absl::StatusOr<int64_t> index = before ? before->index : 0;
        if (!before) {
          index = context_.ledger.Append(tx, request.parent(),
                                         {.action = v1::LedgerEntry::ACTION_DOCUMENT_ANCHORED,
                                          .subject = request.document(),
                                          .time = context_.clock.Now(),
                                          .bytes = request.sha256()});
          if (!index.ok()) return index.status();
          status =
              tx.Execute(
                    "INSERT INTO anchored_documents (document, review, kind, sha256, "
                    "issue_date, number) VALUES ($1, $2, $3, $4, $5, $6)",
                    {{request.document(), request.parent(), static_cast<int64_t>(request.kind()),
                      Blob{request.sha256()}, request.issue_date(), *index}})
                  .status();
          if (!status.ok()) return status;
        }
        auto entries = context_.ledger.Entries(tx, request.parent(), *index, *index + 1, 1);
        if (!entries.ok()) return entries.status();
        if (entries->empty()) return errors::NotFound(request.document());
        return MessageOf(entries->front());
      });
}

absl::StatusOr<std::unique_ptr<rpc::Stream>> LedgerService::ExportReview(
    const rpc::Call& call, const v1::ExportReviewRequest& request) {
  FieldChecks checks;
  checks.Name("name", request.name(), kReviewName);
  checks.That(request.tree_size() >= 0, "tree_size", absl::StrCat(request.tree_size()),
              "0 or more");
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  // The newest state is the one of now.
  if (request.tree_size() == 0) {
    if (absl::Status status = SignGrownLogs(); !status.ok()) return status;
  }
  auto checkpoint = Read<v1::Checkpoint>(
      context_, call, request.name(),
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<v1::Checkpoint> {
        // By a role at the host's place it may be held too, but only who reads all may take it
        // away.
        if (!standing.Leads()) return errors::NotFound(request.name());
        if (request.tree_size() == 0) {
          auto newest = NewestCheckpoint(tx, context_, request.name());
          if (absl::IsNotFound(newest.status())) {
            return errors::InvalidField("tree_size", "0",
                                        "a review of which anything was ever recorded");
          }
          return newest;
        }
        auto of_size =
            context_.store.checkpoints.Get(tx, CheckpointName(request.name(), request.tree_size()));
        if (absl::IsNotFound(of_size.status())) {
          return errors::InvalidField("tree_size", absl::StrCat(request.tree_size()),
                                      "the size of a published checkpoint, or 0");
        }
        return of_size;
      });
  if (!checkpoint.ok()) return checkpoint.status();
  return exports_.Start(request.name(), *std::move(checkpoint), keys_.verifiers());
}

void LedgerService::Register(rpc::MethodRegistry& registry) {
  rpc::ServiceMethods methods(registry, "peerchallenge.evidence.v1.LedgerService",
                              context_.database);
  methods.Quick("GetCheckpoint", this, &LedgerService::GetCheckpoint);
  methods.Unary("GetInclusionProof", this, &LedgerService::GetInclusionProof);
  methods.Unary("GetConsistencyProof", this, &LedgerService::GetConsistencyProof);
  methods.Unary("ListLedgerEntries", this, &LedgerService::ListLedgerEntries);
  methods.Quick("GetVerifierKeys", this, &LedgerService::GetVerifierKeys);
  methods.Write("AnchorDocument", this, &LedgerService::AnchorDocument);
  methods.Stream("ExportReview", this, &LedgerService::ExportReview);
  methods.Write("RegisterDevice", this, &LedgerService::RegisterDevice);
  methods.Unary("ListDevices", this, &LedgerService::ListDevices);
  methods.Write("RevokeDevice", this, &LedgerService::RevokeDevice);
}

}  // namespace peerchallenge::evidence
