#include "services/scheduling/give_and_take.h"

#include <map>
#include <string>

#include "services/scheduling/team.h"
#include "services/scheduling/travel.h"
#include "services/scheduling/visibility.h"

namespace peerchallenge::scheduling {
namespace {

bool ExistsDuring(const v1::Authority& authority, const v1::Programme& programme) {
  // ISO dates sort as text.
  const bool began = authority.start_date() <= programme.end_date();
  const bool goes_on =
      authority.end_date().empty() || authority.end_date() >= programme.start_date();
  return began && goes_on;
}

bool TakesPart(const v1::GiveAndTake::Balance& balance) {
  return balance.given() > 0 || balance.got() > 0 || balance.led() > 0 || balance.hosted() > 0;
}

}  // namespace

v1::GiveAndTake SumGiveAndTake(const v1::Programme& programme,
                               const std::vector<v1::Authority>& authorities,
                               const std::vector<v1::Review>& reviews) {
  std::map<std::string, const v1::Authority*> by_name;
  std::map<std::string, v1::GiveAndTake::Balance> balances;
  for (const v1::Authority& authority : authorities) {
    by_name[authority.name()] = &authority;
    balances[authority.name()].set_authority(authority.name());
  }
  for (const v1::Review& review : reviews) {
    auto& host = balances[review.host()];
    host.set_hosted(host.hosted() + 1);
    for (const v1::TeamMember& member : review.team()) {
      if (!IsActive(member) || member.authority().empty()) continue;
      auto& home = balances[member.authority()];
      home.set_given(home.given() + 1);
      host.set_got(host.got() + 1);
      if (member.duty() == v1::TeamMember::DUTY_LEAD) home.set_led(home.led() + 1);
      const auto from = by_name.find(member.authority());
      const auto to = by_name.find(review.host());
      if (from != by_name.end() && to != by_name.end()) {
        home.set_travel_minutes(home.travel_minutes() + TravelMinutes(*from->second, *to->second));
      }
    }
  }
  v1::GiveAndTake sum;
  sum.set_programme(programme.name());
  for (const auto& [name, balance] : balances) {
    const auto authority = by_name.find(name);
    const bool exists = authority != by_name.end() && ExistsDuring(*authority->second, programme);
    if (exists || TakesPart(balance)) *sum.add_balances() = balance;
  }
  return sum;
}

}  // namespace peerchallenge::scheduling
