#include "common/storage/storage_errors.h"

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"

namespace peerchallenge::storage {

using errors::Make;

absl::Status StoreUnavailable(const std::string& detail) {
  return Make(errors::v1::ERROR_REASON_STORAGE_UNAVAILABLE,
              absl::StrCat("the database does not answer: ", detail));
}

absl::Status DeadlinePassed() {
  return Make(errors::v1::ERROR_REASON_DEADLINE_EXCEEDED,
              "the deadline passed before the database was free");
}

absl::Status KeyTaken() {
  return Make(errors::v1::ERROR_REASON_RESOURCE_EXISTS, "a unique key is taken");
}

absl::Status ReferenceBroken() {
  return Make(errors::v1::ERROR_REASON_REFERENCE_BROKEN,
              "something refers to what is not there or would be gone");
}

absl::Status StoreCorrupt(const std::string& detail) {
  return Make(errors::v1::ERROR_REASON_DATA_CORRUPT,
              absl::StrCat("the database is damaged: ", detail));
}

absl::Status StatementDefect(const std::string& detail) {
  return Make(errors::v1::ERROR_REASON_INTERNAL, absl::StrCat("a statement failed: ", detail));
}

}  // namespace peerchallenge::storage
