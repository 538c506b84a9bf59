#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "peerchallenge/evidence/v1/item.pb.h"

namespace peerchallenge::evidence {

// What ought not to be in the text of an item, each kind once, in the order of the enum:
// - BIRTH_DATE: a date shortly after a word such as "born", "DOB" or "birthday";
// - PERSONAL_NUMBER: an NHS number (ten digits whose check digit holds), a National Insurance
//   number or a unique pupil number, by their form;
// - CONTACT: an e-mail address or a British telephone number;
// - INTERVIEWEE: one of `interviewees` as whole words, case and runs of spaces aside; names of
// fewer
//   than four letters are passed over.
// Takes time that grows with the length of the text only.
std::vector<v1::Item::Warning> WarningsIn(std::string_view text,
                                          const std::vector<std::string>& interviewees);

}  // namespace peerchallenge::evidence
