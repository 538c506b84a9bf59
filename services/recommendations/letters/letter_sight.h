#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "common/storage/database.h"
#include "services/recommendations/context.h"

// Who sees which letter, how far: the team as it is now; the host, from the first sharing on, as it
// was shared; all who read the letter, as it was issued.
namespace peerchallenge::recommendations {

// How a caller reads a letter.
enum class LetterReader { kNobody, kTeam, kHost, kPublic };

LetterReader ReaderOf(const Standing& standing, const v1::Letter& letter);

// Whether the sections come with their text.
enum class LetterText { kWithout, kWith };

// The letter as the caller may see it; nothing where the caller may not know of it. What the host
// is shown between two sharings does not change with what the team does meanwhile.
absl::StatusOr<std::optional<v1::Letter>> ViewOf(storage::Transaction& tx, const Store& store,
                                                 const Standing& standing, v1::Letter letter,
                                                 LetterText text);

// Whether the caller may see a fixed version: the host those that were shared and the issued one,
// others the issued one.
bool Sees(const Standing& standing, const v1::Letter& letter, const v1::LetterVersion& version);
v1::LetterVersion ViewOf(v1::LetterVersion version, const Standing& standing,
                         const v1::Letter& letter, LetterText text);

// Whether the caller may see the letter's corrections: team and host.
bool SeesCorrections(const Standing& standing, const v1::Letter& letter);
// The correction as the caller may see it. Until the host is told the answers, one that is answered
// and one that is not look alike to it.
v1::Correction ViewOf(v1::Correction correction, const Standing& standing,
                      const v1::Letter& letter);

}  // namespace peerchallenge::recommendations
