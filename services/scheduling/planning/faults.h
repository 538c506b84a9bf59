#pragma once

#include <cstdint>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "services/scheduling/planning/validate.h"

namespace peerchallenge::scheduling::planning {

using Ids = std::unordered_set<std::string>;

// Collects what is wrong; stops collecting, but not checking, past what an error can show.
class Faults {
 public:
  void Add(std::string field, std::string got, std::string wanted) {
    if (faults_.size() < 20) {
      faults_.push_back({std::move(field), std::move(got), std::move(wanted)});
    }
  }

  void Range(const std::string& field, int64_t value, int64_t low, int64_t high) {
    if (value < low || value > high) {
      Add(field, absl::StrCat(value), absl::StrCat(low, " to ", high));
    }
  }

  void Count(const std::string& field, int count, int most) {
    if (count > most) {
      Add(field, absl::StrCat(count, " entries"), absl::StrCat("at most ", most));
    }
  }

  // An id that names an entry: not empty, not overlong, not seen before.
  void NewId(const std::string& field, const std::string& id, Ids& seen) {
    if (id.empty() || id.size() > kMaxIdBytes) {
      Add(field, id, absl::StrCat("1 to ", kMaxIdBytes, " bytes"));
    } else if (!seen.insert(id).second) {
      Add(field, id, "a value that occurs once in the list");
    }
  }

  void Known(const std::string& field, const std::string& id, const Ids& known,
             const char* wanted) {
    if (!known.contains(id)) Add(field, id, wanted);
  }

  template <typename List>
  void AllKnown(const std::string& field, const List& list, const Ids& known, const char* wanted) {
    for (int k = 0; k < list.size(); ++k) {
      if (!known.contains(list.Get(k))) {
        Add(absl::StrCat(field, "[", k, "]"), list.Get(k), wanted);
      }
    }
  }

  absl::Status Status() const {
    return faults_.empty() ? absl::OkStatus() : errors::InvalidFields(faults_);
  }

 private:
  std::vector<errors::FieldViolation> faults_;
};

}  // namespace peerchallenge::scheduling::planning
