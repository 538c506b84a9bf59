#include "services/scheduling/directory_access.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "common/errors/errors.h"
#include "common/validation/field_checks.h"
#include "common/validation/resource_name.h"

namespace peerchallenge::scheduling {
namespace {

bool IsActiveOn(const v1::Review& review, const std::string& person) {
  return std::any_of(review.team().begin(), review.team().end(), [&](const auto& member) {
    return member.person() == person && IsActive(member);
  });
}

}  // namespace

bool IsSelf(const Viewer& viewer, const std::string& name) {
  return !viewer.person.empty() &&
         (viewer.person == name || viewer.person == validation::ParentOf(name));
}

absl::Status CheckForm(const NameField& field) {
  validation::FieldChecks checks;
  checks.Name(field.field, field.name, field.pattern);
  return checks.Result();
}

absl::Status RequireAtRegion(const Viewer& viewer, access::Permission permission,
                             const NameField& field) {
  if (absl::Status status = CheckForm(field); !status.ok()) return status;
  if (HoldsInRegion(viewer, permission, field.name)) return absl::OkStatus();
  return errors::NotFound(field.name);
}

absl::Status RequireAtRegionOrSelf(const Viewer& viewer, access::Permission permission,
                                   const NameField& field) {
  if (absl::Status status = CheckForm(field); !status.ok()) return status;
  if (IsSelf(viewer, field.name)) return absl::OkStatus();
  return RequireAtRegion(viewer, permission, field);
}

absl::Status RequireRegion(storage::Transaction& tx, const Store& store, const Viewer& viewer,
                           access::Permission permission, const NameField& field) {
  absl::Status status = RequireAtRegion(viewer, permission, field);
  if (!status.ok()) return status;
  return store.regions.Get(tx, field.name).status();
}

absl::StatusOr<bool> SeesAlsoByTeam(storage::Transaction& tx, const Store& store,
                                    const Viewer& viewer, const v1::Person& person) {
  if (Sees(viewer, person)) return true;
  auto reviews = store.ReviewsOf(tx, validation::RegionOf(person.name()));
  if (!reviews.ok()) return reviews.status();
  return std::any_of(reviews->begin(), reviews->end(), [&](const v1::Review& review) {
    return IsActiveOn(review, person.name()) && SightOf(viewer, review) >= Sight::kHost;
  });
}

absl::Status RequireAuthority(storage::Transaction& tx, const Store& store,
                              const std::string& authority) {
  if (authority.empty()) return absl::OkStatus();
  absl::Status status = store.authorities.Get(tx, authority).status();
  if (!absl::IsNotFound(status)) return status;
  return errors::Make(errors::v1::ERROR_REASON_REFERENCE_BROKEN,
                      absl::StrCat("there is no authority ", authority), {{"name", authority}});
}

}  // namespace peerchallenge::scheduling
