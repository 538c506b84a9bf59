#pragma once

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/storage/database.h"
#include "services/recommendations/context.h"
#include "services/recommendations/letters/letter_states.h"

// What the methods that change a letter have in common, in one transaction.
namespace peerchallenge::recommendations {

// The letter, which the team works on; WRONG_STATE where its state does not allow the step, or the
// review is cancelled and the step is to share, fix, sign or issue it. A caller outside the team
// finds nothing (RESOURCE_NOT_FOUND).
absl::StatusOr<v1::Letter> LetterFor(storage::Transaction& tx, const Context& context,
                                     const Standing& standing, const std::string& name,
                                     LetterStep step);

// What the paragraphs of a letter may be in all, as they are stored: half of what a document may
// have (documents/document.h), so that a committee report with the letter can be rendered too.
inline constexpr int64_t kMostLetterBytes = 512 << 10;

// Whether the caller may take the step now; for methods that ask evidence before they write.
absl::Status MayTake(LetterStep step, const Context& context, const rpc::Call& call,
                     const std::string& letter);

// Stores the letter as it is in the argument, and gives it with its text. ETAG_MISMATCH.
absl::StatusOr<v1::Letter> SaveLetter(storage::Transaction& tx, const Context& context,
                                      v1::Letter letter, const std::string& etag);

// Adds a paragraph with its first version. RESOURCE_EXISTS; QUOTA_EXCEEDED (kMostLetterBytes).
absl::StatusOr<v1::Paragraph> AddParagraph(storage::Transaction& tx, const Context& context,
                                           v1::Paragraph paragraph, const std::string& author);
// Gives a stored paragraph the sentences and shape of `text` as its next version. ETAG_MISMATCH
// with an etag of `text` that is neither empty nor the stored one's; QUOTA_EXCEEDED as above.
// `correction` is the one that it answers; empty: none.
absl::StatusOr<v1::Paragraph> SetText(storage::Transaction& tx, const Context& context,
                                      const v1::Paragraph& text, const std::string& author,
                                      const std::string& correction);

}  // namespace peerchallenge::recommendations
