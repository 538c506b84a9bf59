#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace peerchallenge::evidence {

// What is looked for (SearchItemsRequest.query).
struct TextQuery {
  // Words in a row; one alone may be the beginning of words.
  struct Term {
    std::vector<std::string> stems;  // not empty
    bool beginning = false;          // the last stem stands for every word that begins with it
    bool operator==(const Term&) const = default;
  };
  std::vector<Term> wanted;    // all of them; not empty in a query that can be asked
  std::vector<Term> unwanted;  // none of them
};

// Reads a query; nothing in it is ill-formed. A quotation mark without its other half reaches to
// the end. "-" before a word or a quotation that follows a space or begins the query means that it
// must not occur; "*" right after a word means a beginning.
TextQuery ParseQuery(std::string_view text);

}  // namespace peerchallenge::evidence
