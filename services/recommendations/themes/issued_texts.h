#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "common/environment/mutex.h"
#include "services/recommendations/context.h"
#include "services/recommendations/themes/ranking.h"

namespace peerchallenge::recommendations {

// Something that an issued letter says and that can be found by its words.
struct IssuedText {
  std::string recommendation;  // by name; empty = a strength
  std::string text;            // of a strength the letter's words, not the finding's
  std::vector<std::string> themes;
  Stems stems;
};
using IssuedTextList = std::vector<IssuedText>;

// The recommendations and strengths of an issued letter, in its order. Of a strength each paragraph
// that says it is one text.
absl::StatusOr<IssuedTextList> ReadIssuedTexts(storage::Transaction& tx, const Context& context,
                                               const v1::Letter& letter);

// The same, kept for the next call, as an issued letter never changes and finding the stems takes
// most of a search's time. Thread-safe.
class IssuedTexts {
 public:
  absl::StatusOr<std::shared_ptr<const IssuedTextList>> Of(storage::Transaction& tx,
                                                           const Context& context,
                                                           const v1::Letter& letter);

 private:
  environment::Mutex mutex_;
  std::map<std::string, std::shared_ptr<const IssuedTextList>> kept_
      ABSL_GUARDED_BY(mutex_);                     // by letter
  size_t kept_bytes_ ABSL_GUARDED_BY(mutex_) = 0;  // about
};

}  // namespace peerchallenge::recommendations
