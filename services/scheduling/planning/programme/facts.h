#pragma once

#include <vector>

#include "peerchallenge/scheduling/v1/planning.pb.h"
#include "services/scheduling/planning/programme/relaxation.h"

namespace peerchallenge::scheduling::planning {

// Every fact and rule that can bind the given reviews (positions in the problem), what concerns
// single people first. Absences are folded: one fact per review.
std::vector<Fact> FactsAbout(const v1::ProgrammeProblem& problem, const std::vector<int>& reviews);

// The single absences behind the folded ones of the given reviews: person and week.
std::vector<Fact> AbsencesAt(const v1::ProgrammeProblem& problem, const std::vector<int>& reviews);

// The facts for the coordinator. Where several people, authorities or weeks are bound alike, one
// element tells it of all of them; its subject is empty and its detail lists them.
std::vector<v1::ConflictElement> Describe(const v1::ProgrammeProblem& problem,
                                          const std::vector<Fact>& facts);

}  // namespace peerchallenge::scheduling::planning
