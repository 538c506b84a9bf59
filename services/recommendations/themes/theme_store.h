#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "common/environment/clock.h"
#include "common/resources/resource_table.h"
#include "common/storage/database.h"
#include "common/storage/sealer.h"
#include "peerchallenge/recommendations/v1/theme.pb.h"
#include "services/recommendations/themes/counting.h"
#include "services/recommendations/themes/intake.h"

namespace peerchallenge::recommendations {

// Themes, releases of figures, and who may be named. Of the releases, the column "listed" gives the
// order, newest first; of the consents, "region" the region.
class ThemeStore {
 public:
  // Both outlive the store.
  ThemeStore(const environment::Clock& clock, const storage::Sealer& sealer);

  const resources::ResourceTable<v1::Theme> themes;
  const resources::ResourceTable<v1::ThemeRelease> releases;
  const resources::ResourceTable<v1::NamingConsent> consents;

  // All themes of a region, by name.
  absl::StatusOr<std::vector<v1::Theme>> ThemesOf(storage::Transaction& tx,
                                                  const std::string& region) const;
  // The release published last; nothing where there is none.
  absl::StatusOr<std::optional<v1::ThemeRelease>> NewestRelease(storage::Transaction& tx,
                                                                const std::string& region) const;
  // The authorities of a region that may be named.
  absl::StatusOr<Authorities> ConsentingIn(storage::Transaction& tx,
                                           const std::string& region) const;

  // Whom the figures of the newest release count.
  absl::StatusOr<Counted> CountedOf(storage::Transaction& tx, const std::string& region) const;
  // Replaces it: `before` is what CountedOf() gave.
  absl::Status SetCounted(storage::Transaction& tx, const std::string& region,
                          const Counted& before, const Counted& after) const;
  // Which letters the releases have taken in.
  absl::StatusOr<TakenIn> TakenInOf(storage::Transaction& tx, const std::string& region) const;
  absl::Status AddTakenIn(storage::Transaction& tx, const std::string& region,
                          const std::vector<std::string>& letters, absl::CivilDay end_date) const;
};

}  // namespace peerchallenge::recommendations
