#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "services/peerchallenge/client.h"
#include "services/peerchallenge/year_view.h"

namespace peerchallenge::cli {

// Reads all that the view of a programme's year is made of. What the caller may not read is left
// out, but for the programme, its year and its region's authorities.
absl::StatusOr<YearView> LoadYear(Client& client, const std::string& programme);

}  // namespace peerchallenge::cli
