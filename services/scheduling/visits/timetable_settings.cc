// What holds for a visit as a whole.

#include "common/resources/field_mask.h"
#include "common/resources/stamped.h"
#include "services/scheduling/visits/below_review.h"
#include "services/scheduling/visits/timetable_service.h"
#include "services/scheduling/visits/visit_checks.h"
#include "services/scheduling/visits/visit_settings.h"

namespace peerchallenge::scheduling {
namespace {

namespace permissions = access::v1;

// The settings' review when the viewer may use `permission` on it and the name is theirs.
absl::StatusOr<v1::Review> FindReviewOfSettings(storage::Transaction& tx, const Store& store,
                                                const Viewer& viewer, access::Permission permission,
                                                const std::string& name) {
  if (!validation::MatchName(name, kVisitSettingsName)) return errors::NotFound(name);
  return FindReviewOf(tx, store, viewer, permission, name);
}

absl::StatusOr<v1::VisitSettings> StoreSettings(storage::Transaction& tx, const Context& context,
                                                bool is_new, v1::VisitSettings settings,
                                                const std::string& etag) {
  if (!is_new) {
    return UpdateStamped(tx, context, context.store.visit_settings, std::move(settings), etag);
  }
  if (!etag.empty() && etag != context.store.visit_settings.EtagOfUnstored(settings.name())) {
    return errors::EtagMismatch(settings.name());
  }
  return InsertStamped(tx, context, context.store.visit_settings, std::move(settings));
}

}  // namespace

absl::StatusOr<v1::VisitSettings> TimetableService::GetVisitSettings(
    const Call& call, const v1::GetVisitSettingsRequest& request) {
  using Reply = absl::StatusOr<v1::VisitSettings>;
  return Read<v1::VisitSettings>(
      context_, call, [&](storage::Transaction& tx, const Viewer& viewer) -> Reply {
        auto review = FindReviewOfSettings(tx, context_.store, viewer,
                                           permissions::PERMISSION_TIMETABLE_READ, request.name());
        if (!review.ok()) return review.status();
        auto settings = LoadSettings(tx, context_.store, *review);
        if (settings.ok()) FillDefaults(*review, *settings);
        return settings;
      });
}

absl::StatusOr<v1::VisitSettings> TimetableService::UpdateVisitSettings(
    const Call& call, const v1::UpdateVisitSettingsRequest& request) {
  using Reply = absl::StatusOr<v1::VisitSettings>;
  const v1::VisitSettings& patch = request.visit_settings();
  return Mutate<v1::VisitSettings>(
      context_, call, request, [&](storage::Transaction& tx, const Viewer& viewer) -> Reply {
        auto review = FindReviewOfSettings(tx, context_.store, viewer,
                                           permissions::PERMISSION_TIMETABLE_WRITE, patch.name());
        if (!review.ok()) return review.status();
        if (absl::Status status = CheckOpen(*review); !status.ok()) return status;
        auto settings = LoadSettings(tx, context_.store, *review);
        if (!settings.ok()) return settings;
        const bool is_new =
            settings->etag() == context_.store.visit_settings.EtagOfUnstored(settings->name());
        if (absl::Status status = resources::ApplyUpdate(
                patch, request.update_mask(), {"create_time", "update_time"}, &*settings);
            !status.ok()) {
          return status;
        }
        validation::FieldChecks checks;
        CheckSettings(*review, *settings, "visit_settings", checks);
        if (absl::Status status = checks.Result(); !status.ok()) return status;
        settings = StoreSettings(tx, context_, is_new, *std::move(settings), patch.etag());
        if (settings.ok()) FillDefaults(*review, *settings);
        return settings;
      });
}

}  // namespace peerchallenge::scheduling
