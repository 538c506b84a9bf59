#pragma once

#include <string_view>
#include <vector>

#include "peerchallenge/evidence/v1/item.pb.h"

namespace peerchallenge::evidence {

// What can be told by the text alone that ought not to be in it, each kind once, in the order of
// the enum:
// - BIRTH_DATE: a date shortly after a word such as "born", "DOB" or "birthday";
// - PERSONAL_NUMBER: an NHS number (ten digits whose check digit holds), a National Insurance
//   number or a unique pupil number, by their form;
// - CONTACT: an e-mail address or a British telephone number.
// Takes time that grows with the length of the text only.
std::vector<v1::Item::Warning> WarningsIn(std::string_view text);

}  // namespace peerchallenge::evidence
