#pragma once

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "peerchallenge/recommendations/v1/letters.pb.h"
#include "services/peerchallenge/letter_actions.h"
#include "services/peerchallenge/letter_text.h"
#include "services/peerchallenge/names.h"
#include "services/peerchallenge/replies.h"

// What the `letter` commands have in common: names of what they are about, and calls of
// LetterService.
namespace peerchallenge::cli {

// Calls "GetLetter", for example.
template <typename Reply, typename Request>
absl::StatusOr<Reply> CallLetters(const std::string& method, const Request& request,
                                  Client& client) {
  return client.CallRecommendations<Reply>("LetterService/" + method, request);
}

// The letter of the review that is not abandoned; RESOURCE_NOT_FOUND where there is none.
absl::StatusOr<std::string> LetterName(const std::string& review, Client& client);
absl::StatusOr<recommendations::v1::Letter> GetLetter(const std::string& name, Client& client);

// Something right below the letter: an id, or its whole name.
std::string Below(const std::string& letter, const std::string& collection,
                  const std::string& text);
absl::StatusOr<recommendations::v1::Paragraph> FindParagraph(
    const recommendations::v1::Letter& letter, const std::string& name);
// The paragraph with one sentence in place of all it had, which rests on all that they rested on
// and quotes what it still holds of their quotations.
recommendations::v1::Paragraph WithText(recommendations::v1::Paragraph paragraph,
                                        const std::string& text);

// Runs `act(name)` with the name of the review's letter.
template <typename Act>
ExitCode WithLetter(const LetterArguments& arguments, Client& client, Console& console, Act act) {
  const auto review = ReviewName(arguments.review);
  if (!review.ok()) return BadInput(review.status(), arguments, console);
  const auto name = LetterName(*review, client);
  if (!name.ok()) return Failed(name.status(), arguments, client, console);
  return act(*name);
}

// Takes a step of the letter that needs nothing but its name and what `request` has already.
template <typename Request>
ExitCode TakeLetterStep(const std::string& method, Request request,
                        const LetterArguments& arguments, Client& client, Console& console) {
  return WithLetter(arguments, client, console, [&](const std::string& name) {
    request.set_name(name);
    request.set_request_id(client.NewRequestId());
    return Print(CallLetters<recommendations::v1::Letter>(method, request, client), LetterStateText,
                 arguments, client, console);
  });
}

}  // namespace peerchallenge::cli
