#include "services/recommendations/backfills.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/resources/bodies.h"
#include "common/validation/resource_name.h"
#include "google/protobuf/util/time_util.h"
#include "peerchallenge/recommendations/v1/letter.pb.h"

namespace peerchallenge::recommendations {
namespace {

using storage::Blob;
using storage::Row;
using storage::Transaction;
using storage::Value;
using v1::Correction;
using v1::Letter;
using v1::LetterVersion;
using Next = absl::StatusOr<std::optional<std::string>>;

// The message of the first row; nothing where there is none, or it cannot be read.
template <typename Message>
absl::StatusOr<std::optional<Message>> First(Transaction& tx, std::string_view sql,
                                             const std::vector<Value>& parameters) {
  std::optional<Message> found;
  absl::Status status = tx.Query(sql, parameters, [&](const Row& row) {
    found = resources::FromBody<Message>(row.Bytes(0));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return found;
}

// When the host was told the answer to a correction: with the letter that was shared after it, or
// that is issued. Nothing: not yet.
absl::StatusOr<std::optional<google::protobuf::Timestamp>> ToldAt(Transaction& tx,
                                                                  const Correction& answered) {
  using google::protobuf::util::TimeUtil;
  const std::string name = validation::ParentOf(answered.name());
  const auto shared =
      First<LetterVersion>(tx,
                           "SELECT body FROM letter_versions WHERE letter = $1 AND occasion = $2 "
                           "ORDER BY number DESC LIMIT 1",
                           {name, static_cast<int64_t>(LetterVersion::OCCASION_SHARED)});
  if (!shared.ok()) return shared.status();
  if (*shared && answered.update_time() < (*shared)->create_time()) {
    return (*shared)->create_time();
  }
  const auto letter = First<Letter>(tx, "SELECT body FROM letters WHERE name = $1", {name});
  if (!letter.ok()) return letter.status();
  if (*letter && (*letter)->state() == Letter::STATE_ISSUED) return (*letter)->update_time();
  return std::nullopt;
}

// What the host was told stays, and the host goes on seeing it.
Next TellTimes(Transaction& tx, const std::string& place) {
  auto page = resources::ReadBodies<Correction>(
      tx, "SELECT name, body FROM corrections WHERE name > $1 ORDER BY name LIMIT $2", place);
  if (!page.ok()) return page.status();
  for (auto& [name, correction] : page->found) {
    if (correction.state() != Correction::STATE_ANSWERED || correction.has_tell_time()) continue;
    auto told = ToldAt(tx, correction);
    if (!told.ok()) return told.status();
    if (!*told) continue;
    *correction.mutable_tell_time() = **told;
    absl::Status status = tx.Post("UPDATE corrections SET body = $2 WHERE name = $1",
                                  {{name, Blob{correction.SerializeAsString()}}});
    if (!status.ok()) return status;
  }
  return page->next;
}

}  // namespace

std::vector<storage::Backfill> Backfills() { return {{"told_answers", TellTimes}}; }

}  // namespace peerchallenge::recommendations
