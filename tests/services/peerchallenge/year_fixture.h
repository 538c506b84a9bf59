#pragma once

#include <string>
#include <vector>

#include "services/peerchallenge/trade_offs.h"

// A small region for the tests of the year's view: two authorities, four people, one review.
namespace peerchallenge::cli {

inline const std::string kRegion = "regions/em";
inline const std::string kHost = kRegion + "/authorities/E10000019";
inline const std::string kOther = kRegion + "/authorities/E10000024";
inline const std::string kReview = kRegion + "/reviews/lin";

inline scheduling::v1::Person MakePerson(const std::string& id, int reviews_done,
                                         const std::vector<std::string>& themes) {
  scheduling::v1::Person person;
  person.set_name(kRegion + "/people/" + id);
  person.set_reviews_done(reviews_done);
  for (const std::string& theme : themes) person.add_themes(theme);
  return person;
}

inline Directory MakeDirectory() {
  Directory directory;
  directory.authorities[kHost].set_display_name("Lincolnshire");
  directory.authorities[kOther].set_display_name("Nottinghamshire");
  for (const auto& person :
       {MakePerson("lead", 2, {"send"}), MakePerson("novice-1", 0, {}),
        MakePerson("novice-2", 0, {"send"}), MakePerson("partner", 1, {"early-help"})}) {
    directory.people[person.name()] = person;
  }
  auto& review = directory.reviews[kReview];
  review.set_name(kReview);
  review.set_host(kHost);
  return directory;
}

inline void AddMember(const std::string& id, const std::string& authority, const std::string& role,
                      scheduling::v1::Year::Entry& entry) {
  auto* member = entry.add_team();
  member->set_person(kRegion + "/people/" + id);
  member->set_authority(authority);
  member->set_role(role);
  member->set_state(scheduling::v1::TeamMember::STATE_ACCEPTED);
  member->set_duty(entry.team_size() == 1 ? scheduling::v1::TeamMember::DUTY_LEAD
                                          : scheduling::v1::TeamMember::DUTY_REVIEWER);
}

inline scheduling::v1::Year MakeYear() {
  scheduling::v1::Year year;
  auto* entry = year.add_entries();
  entry->set_review(kReview);
  entry->set_host(kHost);
  entry->set_kind(scheduling::v1::Review::KIND_PEER_CHALLENGE);
  entry->set_state(scheduling::v1::Review::STATE_TEAM_AGREED);
  entry->set_week_start_date("2012-07-09");
  entry->set_lead_authority(kOther);
  AddMember("lead", kOther, "DIRECTOR", *entry);
  AddMember("partner", "", "PARTNER", *entry);
  return year;
}

}  // namespace peerchallenge::cli
