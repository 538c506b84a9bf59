// The methods of ThemeService on releases of figures.
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/environment/london.h"
#include "common/environment/uuid.h"
#include "common/errors/errors.h"
#include "common/resources/standard_methods.h"
#include "common/validation/civil_date.h"
#include "common/validation/field_checks.h"
#include "common/validation/resource_name.h"
#include "google/protobuf/util/time_util.h"
#include "services/recommendations/names.h"
#include "services/recommendations/region_calls.h"
#include "services/recommendations/themes/deeds.h"
#include "services/recommendations/themes/issued_letters.h"
#include "services/recommendations/themes/release_cells.h"
#include "services/recommendations/themes/theme_service.h"

namespace peerchallenge::recommendations {
namespace {

using google::protobuf::util::TimeUtil;
using storage::Transaction;
using v1::PublishThemeReleaseRequest;
using v1::ThemeRelease;
using validation::FieldChecks;

constexpr char kLatest[] = "latest";
constexpr int kLeastThreshold = 3;
constexpr int kMostThreshold = 20;

// What a request asks for, checked; what the first release settles is as settled.
struct Wanted {
  absl::CivilDay end_date;
  YearStart year_start;
  int threshold = kLeastThreshold;
};

absl::StatusOr<Wanted> CheckFirst(const PublishThemeReleaseRequest& request, Wanted wanted) {
  FieldChecks checks;
  if (!request.year_start().empty()) {
    const auto start = ParseYearStart(request.year_start());
    checks.That(start.has_value(), "year_start", request.year_start(),
                "MM-DD, a day of every year");
    wanted.year_start = start.value_or(YearStart());
  }
  if (request.threshold() != 0) {
    checks.Range("threshold", request.threshold(), kLeastThreshold, kMostThreshold);
    wanted.threshold = request.threshold();
  }
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  return wanted;
}

absl::StatusOr<Wanted> CheckLater(const PublishThemeReleaseRequest& request,
                                  const ThemeRelease& last, Wanted wanted) {
  FieldChecks checks;
  checks.That(request.end_date() >= last.end_date(), "end_date", request.end_date(),
              absl::StrCat("not before ", last.end_date(), ", that of the last release"));
  checks.That(request.year_start().empty() || request.year_start() == last.year_start(),
              "year_start", request.year_start(),
              absl::StrCat(last.year_start(), " as with the first release, or nothing"));
  checks.That(request.threshold() == 0 || request.threshold() == last.threshold(), "threshold",
              absl::StrCat(request.threshold()),
              absl::StrCat(last.threshold(), " as with the first release, or 0"));
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  wanted.year_start = ParseYearStart(last.year_start()).value_or(YearStart());
  wanted.threshold = last.threshold();
  return wanted;
}

absl::CivilMonth MonthOf(const google::protobuf::Timestamp& time) {
  return absl::CivilMonth(absl::ToCivilDay(
      absl::FromUnixMicros(TimeUtil::TimestampToMicroseconds(time)), environment::London()));
}

absl::StatusOr<Wanted> CheckWanted(const PublishThemeReleaseRequest& request,
                                   const std::optional<ThemeRelease>& last,
                                   const environment::Clock& clock) {
  const absl::CivilDay today = environment::Today(clock);
  FieldChecks checks;
  Wanted wanted;
  if (const auto end = checks.Day("end_date", request.end_date())) {
    checks.That(*end <= today, "end_date", request.end_date(), "not after today");
    wanted.end_date = *end;
  }
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  if (!last) return CheckFirst(request, wanted);
  if (MonthOf(last->create_time()) == absl::CivilMonth(today)) {
    return errors::QuotaExceeded("theme_releases",
                                 absl::StrCat("'", last->name(),
                                              "' was published this month; there is "
                                              "one release a calendar month"));
  }
  return CheckLater(request, *last, wanted);
}

// Takes in what the letters say and makes the figures of it.
absl::Status CountLetters(Transaction& tx, const Context& context, const std::string& region,
                          const Wanted& wanted, ThemeRelease& release) {
  const auto letters = IssuedLettersOf(tx, context, region, wanted.end_date);
  if (!letters.ok()) return letters.status();
  std::vector<LetterThemes> said;
  Authorities authorities;
  for (const LetterAndHost& letter : *letters) {
    auto says = WhatItSays(tx, context, letter);
    if (!says.ok()) return says.status();
    authorities.insert(says->authority);
    said.push_back(*std::move(says));
  }
  const size_t threshold = static_cast<size_t>(wanted.threshold);
  if (authorities.size() >= threshold) {
    release.set_authorities(static_cast<int32_t>(authorities.size()));
  }

  const ThemeStore& store = context.store.themes;
  const auto themes = store.ThemesOf(tx, region);
  const auto before = store.TakenInOf(tx, region);
  const auto counted = store.CountedOf(tx, region);
  auto deeds = DeedsOf(tx, context, *letters);
  for (const absl::Status& status :
       {themes.status(), before.status(), counted.status(), deeds.status()}) {
    if (!status.ok()) return status;
  }
  Intake intake = TakeIn(said, *before, wanted.year_start, threshold);
  Counted now = *counted;
  const auto cells = MakeCells({.themes = *themes,
                                .touches = std::move(intake.touches),
                                .deeds = *std::move(deeds),
                                .threshold = threshold},
                               now);
  release.mutable_cells()->Assign(cells.begin(), cells.end());
  absl::Status status = store.SetCounted(tx, region, *counted, now);
  if (status.ok()) status = store.AddTakenIn(tx, region, intake.letters, wanted.end_date);
  return status;
}

absl::StatusOr<ThemeRelease> Publish(Transaction& tx, const Context& context,
                                     const PublishThemeReleaseRequest& request,
                                     const std::string& name) {
  const ThemeStore& store = context.store.themes;
  absl::Status taken = store.releases.Get(tx, name).status();
  if (taken.ok()) return errors::Exists(name);
  if (!absl::IsNotFound(taken)) return taken;
  const auto last = store.NewestRelease(tx, request.parent());
  if (!last.ok()) return last.status();
  const auto wanted = CheckWanted(request, *last, context.clock);
  if (!wanted.ok()) return wanted.status();
  ThemeRelease release;
  release.set_name(name);
  release.set_end_date(validation::FormatDay(wanted->end_date));
  release.set_year_start(FormatYearStart(wanted->year_start));
  release.set_threshold(wanted->threshold);
  *release.mutable_create_time() =
      TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(context.clock.Now()));
  absl::Status status = CountLetters(tx, context, request.parent(), *wanted, release);
  if (status.ok()) status = store.releases.Insert(tx, release);
  if (!status.ok()) return status;
  return release;
}

}  // namespace

absl::StatusOr<ThemeRelease> ThemeService::PublishThemeRelease(
    const rpc::Call& call, const PublishThemeReleaseRequest& request) {
  FieldChecks checks;
  checks.Name("parent", request.parent(), kRegionName);
  if (!request.theme_release_id().empty()) {
    checks.Id("theme_release_id", request.theme_release_id());
    checks.That(request.theme_release_id() != kLatest, "theme_release_id",
                request.theme_release_id(), "another word, as this one stands for the newest");
  }
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  const std::string id = request.theme_release_id().empty()
                             ? environment::NewUuidV7(context_.clock, context_.random)
                             : request.theme_release_id();
  return MutateReached<ThemeRelease>(
      context_, call, request, InRegion(context_, call, request.parent()),
      [&](Transaction& tx, const Viewer&) {
        return Publish(tx, context_, request,
                       absl::StrCat(request.parent(), "/themeReleases/", id));
      });
}

absl::StatusOr<ThemeRelease> ThemeService::GetThemeRelease(
    const rpc::Call& call, const v1::GetThemeReleaseRequest& request) {
  return ReadReached<ThemeRelease>(
      context_, call, InRegion(context_, call, request.name()),
      [&](Transaction& tx, const Viewer&) -> absl::StatusOr<ThemeRelease> {
        const std::string region = validation::RegionOf(request.name());
        if (request.name() != absl::StrCat(region, "/themeReleases/", kLatest)) {
          return context_.store.themes.releases.Get(tx, request.name());
        }
        auto newest = context_.store.themes.NewestRelease(tx, region);
        if (!newest.ok()) return newest.status();
        if (!*newest) return errors::NotFound(request.name());
        return **std::move(newest);
      });
}

absl::StatusOr<v1::ListThemeReleasesResponse> ThemeService::ListThemeReleases(
    const rpc::Call& call, const v1::ListThemeReleasesRequest& request) {
  FieldChecks checks;
  checks.Name("parent", request.parent(), kRegionName);
  if (absl::Status status = checks.Result(); !status.ok()) return status;
  resources::ListQuery query = resources::QueryFor(call, request);
  query.order_by = "listed";
  using Response = v1::ListThemeReleasesResponse;
  return ReadReached<Response>(
      context_, call, InRegion(context_, call, request.parent()),
      [&](Transaction& tx, const Viewer&) {
        return resources::ToResponse(
            context_.store.themes.releases.List(tx, query, resources::kAll),
            &Response::mutable_theme_releases, [](ThemeRelease release) {
              release.clear_cells();
              return release;
            });
      });
}

}  // namespace peerchallenge::recommendations
