#include "services/peerchallenge/timetable_events.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/errors/errors.h"
#include "services/peerchallenge/names.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = scheduling::v1;

// "2012-07-09 10:00-12:30" after "=" in "em-014=2012-07-09 10:00-12:30"; several between commas.
absl::Status ParseWindows(const std::string& text,
                          google::protobuf::RepeatedPtrField<v1::TimeWindow>& windows) {
  const std::vector<std::string> parts = absl::StrSplit(text, ',', absl::SkipEmpty());
  for (const std::string& part : parts) {
    const std::vector<std::string> words = absl::StrSplit(part, absl::ByAnyChar(" -"));
    if (words.size() != 5) {
      return errors::InvalidField("window", part, "YYYY-MM-DD HH:MM-HH:MM");
    }
    auto* window = windows.Add();
    window->set_date(absl::StrCat(words[0], "-", words[1], "-", words[2]));
    window->set_start(words[3]);
    window->set_end(words[4]);
  }
  return absl::OkStatus();
}

class EventReader {
 public:
  EventReader(const TimetableArguments& arguments, std::string review)
      : arguments_(arguments), review_(std::move(review)) {}

  absl::StatusOr<v1::Disruption> Read() {
    for (const std::string& text : arguments_.away) {
      auto* away = Next()->mutable_reviewer_away();
      Take(text, "", *away->mutable_person(), away->mutable_windows());
    }
    for (const std::string& text : arguments_.lost) {
      auto* lost = Next()->mutable_venue_lost();
      Take(text, "venues", *lost->mutable_venue(), lost->mutable_windows());
    }
    for (const std::string& text : arguments_.withdrawn) {
      Take(text, "participantGroups", *Next()->mutable_group_withdrawn()->mutable_group(), nullptr);
    }
    for (const std::string& text : arguments_.added) {
      Take(text, "sessions", *Next()->mutable_session_added()->mutable_session(), nullptr);
    }
    for (const std::string& text : arguments_.dropped) {
      Take(text, "sessions", *Next()->mutable_session_dropped()->mutable_session(), nullptr);
    }
    if (!status_.ok()) return status_;
    *disruption_.mutable_options() = ToMessage(arguments_.search);
    return disruption_;
  }

 private:
  v1::Disruption::Event* Next() {
    auto* event = disruption_.add_events();
    event->set_reason(arguments_.reason);
    return event;
  }

  // An id or name, with "=" and windows behind it where there may be some.
  void Take(const std::string& text, const std::string& collection, std::string& name,
            google::protobuf::RepeatedPtrField<v1::TimeWindow>* windows) {
    const std::pair<std::string, std::string> parts = absl::StrSplit(text, absl::MaxSplits('=', 1));
    const auto whole = collection.empty() ? PersonName(parts.first, review_)
                                          : NameInReview(parts.first, review_, collection);
    if (whole.ok()) name = *whole;
    if (!whole.ok() && status_.ok()) status_ = whole.status();
    if (windows == nullptr || parts.second.empty()) return;
    absl::Status parsed = ParseWindows(parts.second, *windows);
    if (!parsed.ok() && status_.ok()) status_ = parsed;
  }

  const TimetableArguments& arguments_;
  const std::string review_;
  v1::Disruption disruption_;
  absl::Status status_;
};

}  // namespace

absl::StatusOr<v1::Disruption> DisruptionOf(const TimetableArguments& arguments,
                                            const std::string& review) {
  return EventReader(arguments, review).Read();
}

}  // namespace peerchallenge::cli
