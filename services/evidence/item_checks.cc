#include "services/evidence/item_checks.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/validation/instant.h"
#include "common/validation/resource_name.h"
#include "services/evidence/ledger/ed25519.h"
#include "services/evidence/ledger/hash.h"
#include "services/evidence/names.h"

namespace peerchallenge::evidence {
namespace {

using google::protobuf::RepeatedPtrField;
using validation::FieldChecks;

constexpr size_t kLongestText = 16'384;
constexpr size_t kLongestCaseReference = 64;
constexpr size_t kLongestTheme = 60;
constexpr size_t kLongestLimbId = 20;
constexpr int kMostListed = 20;

bool IsOf(std::string_view text, std::string_view further, size_t longest) {
  return !text.empty() && text.size() <= longest &&
         std::all_of(text.begin(), text.end(), [&](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                  further.find(c) != std::string_view::npos;
         });
}

constexpr std::string_view kCapitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

bool IsLimb(const std::string& limb) {
  const std::vector<std::string> ids = absl::StrSplit(limb, absl::MaxSplits('/', 2));
  return ids.size() <= 2 && std::all_of(ids.begin(), ids.end(), [](const std::string& id) {
           return IsOf(id, "-", kLongestLimbId);
         });
}

void CheckBearings(const v1::ItemContent& content, const std::string& field, FieldChecks& checks) {
  checks.Count(field, content.bearings_size(), kMostListed);
  if (content.bearings_size() > kMostListed) return;
  std::set<std::string> limbs;
  for (int i = 0; i < content.bearings_size(); ++i) {
    const v1::Bearing& bearing = content.bearings(i);
    const std::string at = absl::StrCat(field, "[", i, "]");
    checks.That(IsLimb(bearing.limb()), at + ".limb", bearing.limb(),
                "\"{line}/{limb}\" or \"{line}\", each 1 to 20 of a-z, 0-9 and \"-\"");
    checks.That(limbs.insert(bearing.limb()).second, at + ".limb", bearing.limb(),
                "each limb once");
    checks.That(bearing.direction() != v1::Bearing::DIRECTION_UNSPECIFIED &&
                    v1::Bearing::Direction_IsValid(bearing.direction()),
                at + ".direction", absl::StrCat(bearing.direction()), "STRENGTH, AREA or CONTEXT");
  }
}

template <typename Each>
void CheckList(const RepeatedPtrField<std::string>& list, const std::string& field,
               FieldChecks& checks, Each each) {
  checks.Count(field, list.size(), kMostListed);
  if (list.size() > kMostListed) return;
  for (int i = 0; i < list.size(); ++i) each(list[i], absl::StrCat(field, "[", i, "]"));
}

}  // namespace

bool IsCaseReference(std::string_view text) {
  return IsOf(text, std::string(kCapitals) + "-/", kLongestCaseReference);
}

void CheckTime(bool present, const google::protobuf::Timestamp& time, const std::string& field,
               FieldChecks& checks) {
  checks.That(!present || validation::ParseInstant(time), field,
              absl::StrCat(time.seconds(), " s, ", time.nanos(), " ns"),
              "a time in the years 1 to 9999");
}

void CheckContent(const v1::ItemContent& content, const std::string& field,
                  const std::string& review, FieldChecks& checks) {
  const std::string at = field + ".";
  checks.That(content.kind() != v1::ItemContent::KIND_UNSPECIFIED &&
                  v1::ItemContent::Kind_IsValid(content.kind()),
              at + "kind", absl::StrCat(content.kind()),
              "NOTE, QUOTE, OBSERVATION, FIGURE, EXTRACT or CASE_FINDING");
  checks.Text(at + "text", content.text(), 1, kLongestText);
  CheckBearings(content, at + "bearings", checks);
  checks.NameBelow(at + "occasion", content.occasion(), kOccasionName, review);
  const auto start = checks.OptionalDay(at + "start_date", content.start_date());
  const auto end = checks.OptionalDay(at + "end_date", content.end_date());
  checks.That(!start || !end || *start <= *end, at + "end_date", content.end_date(),
              "a day not before start_date");
  checks.That(v1::Sensitivity_IsValid(content.sensitivity()), at + "sensitivity",
              absl::StrCat(content.sensitivity()), "TEAM, GUARDED or LEADS");
  checks.That(v1::QuoteConsent_IsValid(content.quote_consent()), at + "quote_consent",
              absl::StrCat(content.quote_consent()), "NOT_ASKED, GIVEN or REFUSED");
  const bool needs_case = content.kind() == v1::ItemContent::KIND_CASE_FINDING;
  checks.That(IsCaseReference(content.case_reference()) ||
                  (content.case_reference().empty() && !needs_case),
              at + "case_reference", content.case_reference(),
              needs_case ? "1 to 64 of A-Z, a-z, 0-9, \"-\" and \"/\", for a CASE_FINDING"
                         : "nothing, or 1 to 64 of A-Z, a-z, 0-9, \"-\" and \"/\"");
  CheckList(content.themes(), at + "themes", checks,
            [&](const std::string& theme, const std::string& where) {
              checks.That(IsOf(theme, "-", kLongestTheme), where, theme,
                          "1 to 60 of a-z, 0-9 and \"-\"");
            });
  CheckList(content.derived_from(), at + "derived_from", checks,
            [&](const std::string& name, const std::string& where) {
              const bool item = validation::MatchName(name, kItemName).has_value();
              checks.NameBelow(where, name, item ? kItemName : kAttachmentName, review);
            });
  CheckList(content.contradicts(), at + "contradicts", checks,
            [&](const std::string& name, const std::string& where) {
              checks.NameBelow(where, name, kItemName, review);
            });
  CheckList(content.attachments(), at + "attachments", checks,
            [&](const std::string& name, const std::string& where) {
              checks.NameBelow(where, name, kAttachmentName, review);
            });
}

void CheckStamp(const v1::CaptureStamp& stamp, const std::string& field, const std::string& review,
                FieldChecks& checks) {
  const std::string at = field + ".";
  CheckTime(stamp.has_device_time(), stamp.device_time(), at + "device_time", checks);
  if (stamp.device().empty()) return;
  checks.NameBelow(at + "device", stamp.device(), kDeviceName, review);
  checks.That(stamp.has_device_time(), at + "device_time", "nothing",
              "the time by the device's clock");
  const auto bytes = [&](const char* name, const std::string& value, size_t most) {
    checks.That(value.size() <= most, at + name, absl::StrCat(value.size(), " bytes"),
                absl::StrCat("at most ", most, " bytes"));
  };
  bytes("previous_sha256", stamp.previous_sha256(), sizeof(Hash));
  bytes("anchor_root_sha256", stamp.anchor_root_sha256(), sizeof(Hash));
  bytes("signature", stamp.signature(), kSignatureBytes);
}

void CheckCapture(const v1::ItemCapture& capture, const std::string& field,
                  const std::string& review, FieldChecks& checks) {
  checks.That(IsRandomUuid(capture.item_id()), field + "item_id", capture.item_id(),
              "a UUID of version 4 in lower case");
  CheckContent(capture.content(), field + "content", review, checks);
  CheckStamp(capture.stamp(), field + "stamp", review, checks);
}

}  // namespace peerchallenge::evidence
