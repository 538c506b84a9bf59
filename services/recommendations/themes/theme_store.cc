#include "services/recommendations/themes/theme_store.h"

#include <limits>
#include <utility>

#include "absl/strings/str_format.h"
#include "common/validation/civil_date.h"
#include "common/validation/resource_name.h"
#include "google/protobuf/util/time_util.h"
#include "services/recommendations/themes/consent_name.h"

namespace peerchallenge::recommendations {
namespace {

using storage::Row;
using storage::Transaction;
using storage::Value;

constexpr char kSelectCounted[] =
    "SELECT theme, year, measure, authority FROM theme_counted WHERE region = $1";
constexpr char kDeleteFigure[] =
    "DELETE FROM theme_counted WHERE region = $1 AND theme = $2 AND year = $3 AND measure = $4";
constexpr char kInsertCounted[] =
    "INSERT INTO theme_counted (region, theme, year, measure, authority) "
    "VALUES ($1, $2, $3, $4, $5)";
constexpr char kSelectLetters[] = "SELECT letter, end_date FROM theme_letters WHERE region = $1";
constexpr char kInsertLetter[] =
    "INSERT INTO theme_letters (region, letter, end_date) VALUES ($1, $2, $3)";

// Less for a later time.
std::string NewestFirst(const v1::ThemeRelease& release) {
  using google::protobuf::util::TimeUtil;
  const int64_t micros = TimeUtil::TimestampToMicroseconds(release.create_time());
  return absl::StrFormat("%019d", std::numeric_limits<int64_t>::max() - micros);
}

}  // namespace

ThemeStore::ThemeStore(const environment::Clock& clock, const storage::Sealer& sealer)
    : themes({.table = "themes"}, clock, sealer),
      releases({.table = "theme_releases", .columns = {{"listed", NewestFirst}}}, clock, sealer),
      consents({.table = "naming_consents",
                .columns = {{"region",
                             [](const auto& c) { return Value(validation::RegionOf(c.name())); }}}},
               clock, sealer) {}

absl::StatusOr<std::vector<v1::Theme>> ThemeStore::ThemesOf(Transaction& tx,
                                                            const std::string& region) const {
  return themes.All(tx, {{"parent", region}});
}

absl::StatusOr<std::optional<v1::ThemeRelease>> ThemeStore::NewestRelease(
    Transaction& tx, const std::string& region) const {
  auto page = releases.List(tx, {.parent = region, .order_by = "listed", .page_size = 1},
                            [](const auto&) { return true; });
  if (!page.ok()) return page.status();
  if (page->items.empty()) return std::optional<v1::ThemeRelease>();
  return std::optional<v1::ThemeRelease>(std::move(page->items.front()));
}

absl::StatusOr<Authorities> ThemeStore::ConsentingIn(Transaction& tx,
                                                     const std::string& region) const {
  Authorities consenting;
  absl::Status status =
      consents.Scan(tx, {{"region", region}}, [&](const v1::NamingConsent& consent) {
        if (consent.consented()) consenting.insert(AuthorityOfConsent(consent.name()));
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return consenting;
}

absl::StatusOr<Counted> ThemeStore::CountedOf(Transaction& tx, const std::string& region) const {
  Counted counted;
  absl::Status status = tx.Query(kSelectCounted, {{region}}, [&](const Row& row) {
    const CellKey key{std::string(row.Text(0)), std::string(row.Text(1)),
                      static_cast<Measure>(row.Int(2))};
    counted[key].emplace(row.Text(3));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return counted;
}

absl::Status ThemeStore::SetCounted(Transaction& tx, const std::string& region,
                                    const Counted& before, const Counted& after) const {
  for (const auto& [key, authorities] : after) {
    const auto old = before.find(key);
    if (old != before.end() && old->second == authorities) continue;
    const int64_t measure = static_cast<int64_t>(key.measure);
    absl::Status status = tx.Post(kDeleteFigure, {{region, key.theme, key.year, measure}});
    for (const std::string& authority : authorities) {
      if (!status.ok()) return status;
      status = tx.Post(kInsertCounted, {{region, key.theme, key.year, measure, authority}});
    }
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<TakenIn> ThemeStore::TakenInOf(Transaction& tx, const std::string& region) const {
  TakenIn taken;
  absl::Status status = tx.Query(kSelectLetters, {{region}}, [&](const Row& row) {
    taken.letters.emplace(row.Text(0));
    const auto end = validation::ParseDay(row.Text(1));
    if (end > taken.last_end_date) taken.last_end_date = end;
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return taken;
}

absl::Status ThemeStore::AddTakenIn(Transaction& tx, const std::string& region,
                                    const std::vector<std::string>& letters,
                                    absl::CivilDay end_date) const {
  for (const std::string& letter : letters) {
    absl::Status status =
        tx.Post(kInsertLetter, {{region, letter, validation::FormatDay(end_date)}});
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace peerchallenge::recommendations
