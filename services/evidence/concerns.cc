// The methods of EvidenceService on concerns.
#include "services/evidence/concerns.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "common/environment/uuid.h"
#include "common/errors/errors.h"
#include "common/resources/number_pages.h"
#include "common/resources/standard_methods.h"
#include "common/validation/field_checks.h"
#include "common/validation/resource_name.h"
#include "google/protobuf/util/message_differencer.h"
#include "services/evidence/days.h"
#include "services/evidence/evidence_service.h"
#include "services/evidence/item_checks.h"
#include "services/evidence/ledger/hash.h"
#include "services/evidence/names.h"
#include "services/evidence/references.h"

namespace peerchallenge::evidence {
namespace {

using scheduling::v1::TeamMember;
using storage::Transaction;
using v1::LedgerEntry;
using validation::FieldChecks;

constexpr size_t kLongestText = 8'192;
constexpr size_t kLongestReference = 64;
constexpr size_t kLongestReferral = 500;
constexpr size_t kLongestOutcome = 4'000;
constexpr int kMostReaders = 10;
constexpr absl::Duration kTickLimit = absl::Seconds(5);

void CheckReaders(const google::protobuf::RepeatedPtrField<std::string>& readers,
                  const std::string& field, FieldChecks& checks) {
  checks.Count(field, readers.size(), kMostReaders);
  if (readers.size() > kMostReaders) return;
  for (const std::string& reader : readers) checks.Name(field, reader, kPersonName);
}

// Readers are of the review's team.
absl::Status CheckOnTeam(const Standing& standing,
                         const google::protobuf::RepeatedPtrField<std::string>& readers) {
  const auto& team = standing.review.team();
  for (const std::string& reader : readers) {
    const bool on_team = std::any_of(team.begin(), team.end(), [&](const TeamMember& member) {
      return member.person() == reader && member.state() == TeamMember::STATE_ACCEPTED;
    });
    if (!on_team) {
      return errors::ReferenceBroken(reader, absl::StrCat("'", reader, "' is not on the team of '",
                                                          standing.review.name(), "'"));
    }
  }
  return absl::OkStatus();
}

// Puts it on record that the caller is shown the concern.
absl::Status NoteRead(Transaction& tx, const Context& context, const rpc::Call& call,
                      const std::string& concern) {
  v1::ConcernRead read;
  read.set_subject(call.caller.subject);
  read.set_method(validation::IdOf(call.method));
  *read.mutable_time() = StampOf(context.clock.Now());
  return context.store.NoteRead(tx, concern, read);
}

// The same, and shows it.
absl::StatusOr<v1::Concern> Shown(Transaction& tx, const Context& context, const rpc::Call& call,
                                  v1::Concern concern) {
  absl::Status status = NoteRead(tx, context, call, concern.name());
  if (!status.ok()) return status;
  return concern;
}

absl::Status Enter(Transaction& tx, const Context& context, LedgerEntry::Action action,
                   const v1::Concern& concern) {
  return context.ledger
      .Append(tx, ReviewOf(concern.name()),
              {.action = action,
               .subject = concern.name(),
               .time = context.clock.Now(),
               .bytes = concern.SerializeAsString()})
      .status();
}

// What the one who raises it says.
v1::Concern Said(const v1::Concern& concern) {
  v1::Concern said;
  said.set_text(concern.text());
  said.set_urgency(concern.urgency());
  said.set_case_reference(concern.case_reference());
  said.set_item(concern.item());
  return said;
}

absl::Status OtherConcern(const v1::Concern& stored, const v1::Concern& sent, bool author) {
  errors::Metadata metadata = {{"name", stored.name()}};
  if (author) {
    metadata.emplace_back("stored_sha256", HexOf(Sha256(Said(stored).SerializeAsString())));
    metadata.emplace_back("sent_sha256", HexOf(Sha256(Said(sent).SerializeAsString())));
  }
  return errors::Make(errors::v1::ERROR_REASON_CONTENT_DIFFERS,
                      absl::StrCat("'", stored.name(), "' is taken by another concern"), metadata);
}

// A concern and how its reader stands to its review. Being a reader is enough: those to whom it was
// escalated are on no team, and may have no permission of their own.
struct Found {
  Standing standing;
  v1::Concern concern;
};
absl::StatusOr<Found> FindConcern(Transaction& tx, const Context& context, const rpc::Call& call,
                                  const std::string& name) {
  auto viewer = IdentifyViewer(tx, context, call.caller);
  if (!viewer.ok()) return viewer.status();
  auto concern = context.store.concerns.Get(tx, name);
  if (!concern.ok()) return concern.status();
  auto standing = StandingTo(tx, context.relations, *viewer, ReviewOf(name));
  if (!standing.ok()) return standing.status();
  if (!Sees(*standing, *concern)) return errors::NotFound(name);
  return Found{*std::move(standing), *std::move(concern)};
}

std::string StateName(const v1::Concern& concern) {
  return std::string(absl::StripPrefix(v1::Concern::State_Name(concern.state()), "STATE_"));
}

// Changes a concern as the lead or the review manager: `change(standing, concern)`, then, unless
// `action` is UNSPECIFIED, its entry in the ledger.
template <typename Request, typename Change>
absl::StatusOr<v1::Concern> Handle(const Context& context, const rpc::Call& call,
                                   const Request& request, LedgerEntry::Action action,
                                   Change change) {
  return Mutate<v1::Concern>(
      context, call, request, request.name(),
      [&](Transaction& tx, const Standing&) -> absl::StatusOr<v1::Concern> {
        auto found = FindConcern(tx, context, call, request.name());
        if (!found.ok()) return found.status();
        if (!found->standing.Leads()) return errors::NotFound(request.name());
        v1::Concern concern = std::move(found->concern);
        if (absl::Status status = change(found->standing, concern); !status.ok()) return status;
        auto updated =
            UpdateStamped(tx, context, context.store.concerns, std::move(concern), request.etag());
        if (!updated.ok()) return updated;
        if (action != LedgerEntry::ACTION_UNSPECIFIED) {
          if (absl::Status status = Enter(tx, context, action, *updated); !status.ok()) {
            return status;
          }
        }
        return Shown(tx, context, call, *std::move(updated));
      },
      [&](Transaction& tx, const Standing& standing, const v1::Concern& kept) {
        if (!standing.Leads()) return errors::NotFound(request.name());
        return NoteRead(tx, context, call, kept.name());
      });
}

// To whom a concern that nobody has acknowledged goes; nobody where those who should have it may
// not know of the visit yet.
absl::StatusOr<std::vector<std::string>> EscalatedTo(Transaction& tx, const Context& context,
                                                     const v1::Concern& concern) {
  std::vector<std::string> people;
  const std::string contact = context.concern_rules.ContactFor(concern.name());
  if (contact.empty()) return people;
  auto review = context.relations.Review(tx, ReviewOf(concern.name()));
  if (absl::IsNotFound(review.status())) return people;
  if (!review.ok()) return review.status();
  const auto may_be_told = [&](const std::string& person) -> absl::StatusOr<bool> {
    auto viewer = relations::ViewerOf(tx, context.relations, person);
    if (absl::IsNotFound(viewer.status())) return !review->unannounced() || review->released();
    if (!viewer.ok()) return viewer.status();
    return MayBeToldOfConcern(*viewer, *review);
  };
  auto told = may_be_told(contact);
  if (!told.ok()) return told.status();
  if (*told) return std::vector<std::string>{contact};
  for (const std::string& who : review->need_to_know()) {
    auto person = context.relations.PersonBySubject(tx, who);
    if (!person.ok()) return person.status();
    if (!person->has_value()) continue;
    told = may_be_told((*person)->name());
    if (!told.ok()) return told.status();
    if (*told) people.push_back((*person)->name());
  }
  return people;
}

}  // namespace

absl::StatusOr<v1::Concern> EvidenceService::RaiseConcern(const rpc::Call& call,
                                                          const v1::RaiseConcernRequest& request) {
  const v1::Concern& raised = request.concern();
  FieldChecks checks;
  checks.Name("parent", request.parent(), kReviewName);
  checks.That(environment::IsUuid(request.concern_id()), "concern_id", request.concern_id(),
              "a UUID in lower case");
  checks.Text("concern.text", raised.text(), 1, kLongestText);
  checks.That(raised.urgency() != v1::Concern::URGENCY_UNSPECIFIED &&
                  v1::Concern::Urgency_IsValid(raised.urgency()),
              "concern.urgency", absl::StrCat(raised.urgency()), "IMMEDIATE or SAME_DAY");
  checks.Text("concern.case_reference", raised.case_reference(), 0, kLongestReference);
  if (!raised.item().empty()) {
    checks.NameBelow("concern.item", raised.item(), kItemName, request.parent());
  }
  CheckReaders(raised.readers(), "concern.readers", checks);
  CheckTime(request.has_device_time(), request.device_time(), "device_time", checks);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return Write<v1::Concern>(
      context_, call, request.parent(),
      [&](Transaction& tx, const Standing& standing) -> absl::StatusOr<v1::Concern> {
        const std::string name = request.parent() + "/concerns/" + request.concern_id();
        auto stored = context_.store.concerns.Get(tx, name);
        if (stored.ok()) {
          const bool author = standing.IsAuthor(stored->raised_by());
          using google::protobuf::util::MessageDifferencer;
          if (!author || !MessageDifferencer::Equals(Said(*stored), Said(raised))) {
            return OtherConcern(*stored, raised, author);
          }
          return Shown(tx, context_, call, *std::move(stored));
        }
        if (!absl::IsNotFound(stored.status())) return stored.status();
        if (!raised.item().empty()) {
          absl::Status there = References(tx, context_, standing).Check(raised.item());
          if (absl::IsNotFound(there)) {
            return errors::ReferenceBroken(
                raised.item(),
                absl::StrCat("concern.item names '", raised.item(), "', which is not there"));
          }
          if (!there.ok()) return there;
        }
        if (absl::Status on_team = CheckOnTeam(standing, raised.readers()); !on_team.ok()) {
          return on_team;
        }
        v1::Concern concern = Said(raised);
        concern.set_name(name);
        concern.set_state(v1::Concern::STATE_RAISED);
        concern.set_raised_by(standing.person());
        *concern.mutable_readers() = raised.readers();
        if (request.has_device_time()) *concern.mutable_device_time() = request.device_time();
        *concern.mutable_acknowledge_due_time() =
            StampOf(context_.concern_rules.DueTime(raised.urgency(), context_.clock.Now()));
        auto added = InsertStamped(tx, context_, context_.store.concerns, std::move(concern));
        if (!added.ok()) return added;
        absl::Status entered = Enter(tx, context_, LedgerEntry::ACTION_CONCERN_RAISED, *added);
        if (!entered.ok()) return entered;
        return added;
      });
}

absl::StatusOr<v1::Concern> EvidenceService::GetConcern(const rpc::Call& call,
                                                        const v1::GetConcernRequest& request) {
  absl::StatusOr<v1::Concern> concern;
  absl::Status status = context_.database.Write(call.deadline, [&](Transaction& tx) {
    auto found = FindConcern(tx, context_, call, request.name());
    concern = found.ok() ? Shown(tx, context_, call, std::move(found->concern))
                         : absl::StatusOr<v1::Concern>(found.status());
    return concern.status();
  });
  if (!status.ok()) return status;
  return concern;
}

absl::StatusOr<v1::ListConcernsResponse> EvidenceService::ListConcerns(
    const rpc::Call& call, const v1::ListConcernsRequest& request) {
  FieldChecks checks;
  checks.Name("parent", request.parent(), kReviewName);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  resources::ListQuery query = resources::QueryFor(call, request);
  query.order_by = "listed";
  v1::ListConcernsResponse response;
  absl::Status status =
      context_.database.Write(call.deadline, [&](Transaction& tx) -> absl::Status {
        response.Clear();
        auto viewer = IdentifyViewer(tx, context_, call.caller);
        if (!viewer.ok()) return viewer.status();
        auto standing = StandingTo(tx, context_.relations, *viewer, request.parent());
        if (!standing.ok()) return standing.status();
        auto page = context_.store.concerns.List(
            tx, query, [&](const v1::Concern& concern) { return Sees(*standing, concern); });
        if (!page.ok()) return page.status();
        if (page->items.empty() && !standing->IsOnTeam()) return errors::NotFound(request.parent());
        for (v1::Concern& concern : page->items) {
          auto shown = Shown(tx, context_, call, std::move(concern));
          if (!shown.ok()) return shown.status();
          *response.add_concerns() = *std::move(shown);
        }
        response.set_next_page_token(page->next_page_token);
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return response;
}

absl::StatusOr<v1::Concern> EvidenceService::AcknowledgeConcern(
    const rpc::Call& call, const v1::AcknowledgeConcernRequest& request) {
  return Handle(context_, call, request, LedgerEntry::ACTION_CONCERN_ACKNOWLEDGED,
                [&](const Standing& standing, v1::Concern& concern) -> absl::Status {
                  if (concern.state() != v1::Concern::STATE_RAISED) {
                    return errors::WrongState(concern.name(), StateName(concern), "RAISED");
                  }
                  if (standing.IsAuthor(concern.raised_by())) {
                    return errors::RulesBroken(
                        {{"own-concern", concern.name(),
                          "a concern is acknowledged by somebody else than who raised it"}});
                  }
                  concern.set_state(v1::Concern::STATE_ACKNOWLEDGED);
                  concern.set_acknowledged_by(standing.person());
                  *concern.mutable_acknowledge_time() = StampOf(context_.clock.Now());
                  return absl::OkStatus();
                });
}

absl::StatusOr<v1::Concern> EvidenceService::ReferConcern(const rpc::Call& call,
                                                          const v1::ReferConcernRequest& request) {
  FieldChecks checks;
  checks.Text("referred_to", request.referred_to(), 1, kLongestReferral);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return Handle(context_, call, request, LedgerEntry::ACTION_CONCERN_REFERRED,
                [&](const Standing&, v1::Concern& concern) -> absl::Status {
                  if (concern.state() != v1::Concern::STATE_ACKNOWLEDGED) {
                    return errors::WrongState(concern.name(), StateName(concern), "ACKNOWLEDGED");
                  }
                  concern.set_state(v1::Concern::STATE_REFERRED);
                  concern.set_referred_to(request.referred_to());
                  *concern.mutable_refer_time() = StampOf(context_.clock.Now());
                  return absl::OkStatus();
                });
}

absl::StatusOr<v1::Concern> EvidenceService::CloseConcern(const rpc::Call& call,
                                                          const v1::CloseConcernRequest& request) {
  FieldChecks checks;
  checks.Text("outcome", request.outcome(), 1, kLongestOutcome);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return Handle(context_, call, request, LedgerEntry::ACTION_CONCERN_CLOSED,
                [&](const Standing&, v1::Concern& concern) -> absl::Status {
                  if (concern.state() != v1::Concern::STATE_ACKNOWLEDGED &&
                      concern.state() != v1::Concern::STATE_REFERRED) {
                    return errors::WrongState(concern.name(), StateName(concern),
                                              "ACKNOWLEDGED or REFERRED");
                  }
                  concern.set_state(v1::Concern::STATE_CLOSED);
                  concern.set_outcome(request.outcome());
                  return absl::OkStatus();
                });
}

absl::StatusOr<v1::Concern> EvidenceService::SetConcernReaders(
    const rpc::Call& call, const v1::SetConcernReadersRequest& request) {
  FieldChecks checks;
  CheckReaders(request.readers(), "readers", checks);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return Handle(context_, call, request, LedgerEntry::ACTION_UNSPECIFIED,
                [&](const Standing& standing, v1::Concern& concern) -> absl::Status {
                  absl::Status on_team = CheckOnTeam(standing, request.readers());
                  if (!on_team.ok()) return on_team;
                  *concern.mutable_readers() = request.readers();
                  return absl::OkStatus();
                });
}

absl::StatusOr<v1::ListConcernReadsResponse> EvidenceService::ListConcernReads(
    const rpc::Call& call, const v1::ListConcernReadsRequest& request) {
  FieldChecks checks;
  checks.Name("parent", request.parent(), kConcernName);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  auto page = resources::NumberPage::Of(context_.store.sealer(), call, request);
  if (!page.ok()) return page.status();
  using Response = v1::ListConcernReadsResponse;
  return Read<Response>(context_, call, request.parent(),
                        [&](Transaction& tx, const Standing&) -> absl::StatusOr<Response> {
                          auto found = FindConcern(tx, context_, call, request.parent());
                          if (!found.ok()) return found.status();
                          if (!found->standing.Leads()) return errors::NotFound(request.parent());
                          auto reads = context_.store.ReadsBefore(tx, request.parent(),
                                                                  page->last(), page->size() + 1);
                          if (!reads.ok()) return reads.status();
                          Response response;
                          resources::PageFill fill(*page);
                          for (auto& [number, read] : *reads) {
                            if (!fill.Takes(number)) break;
                            *response.add_reads() = std::move(read);
                          }
                          response.set_next_page_token(fill.next_page_token());
                          return response;
                        });
}

absl::Status EscalateOverdueConcerns(const Context& context) {
  if (context.concern_rules.contacts.empty()) return absl::OkStatus();
  return context.database.Write(absl::Now() + kTickLimit, [&](Transaction& tx) -> absl::Status {
    auto overdue = context.store.OverdueConcerns(tx, context.clock.Now());
    if (!overdue.ok()) return overdue.status();
    for (v1::Concern& concern : *overdue) {
      auto people = EscalatedTo(tx, context, concern);
      if (!people.ok()) return people.status();
      if (people->empty()) continue;
      *concern.mutable_escalate_time() = StampOf(context.clock.Now());
      concern.mutable_escalated_to()->Assign(people->begin(), people->end());
      auto escalated = UpdateStamped(tx, context, context.store.concerns, std::move(concern), "");
      if (!escalated.ok()) return escalated.status();
    }
    return absl::OkStatus();
  });
}

}  // namespace peerchallenge::evidence
