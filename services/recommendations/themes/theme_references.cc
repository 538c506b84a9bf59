#include "services/recommendations/themes/theme_references.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"

namespace peerchallenge::recommendations {

absl::Status CheckThemesUsable(storage::Transaction& tx, const Context& context,
                               const std::string& field, const ThemeNames& themes,
                               const ThemeNames& before) {
  for (const std::string& name : themes) {
    const auto theme = context.store.themes.themes.Get(tx, name);
    if (absl::IsNotFound(theme.status())) {
      return errors::ReferenceBroken(name, absl::StrCat("the theme '", name, "' is not there"));
    }
    if (!theme.ok()) return theme.status();
    if (theme->retired() && std::find(before.begin(), before.end(), name) == before.end()) {
      return errors::InvalidField(field, name, "a theme that is not retired");
    }
  }
  return absl::OkStatus();
}

}  // namespace peerchallenge::recommendations
