// The methods of SupportService on offers.
#include "services/recommendations/support/issued_to.h"
#include "services/recommendations/support/support_items.h"
#include "services/recommendations/support/support_service.h"
#include "services/recommendations/themes/theme_references.h"

namespace peerchallenge::recommendations {
namespace {

struct OfferKind {
  using Item = v1::Offer;
  static constexpr char kField[] = "offer";
  static constexpr char kCollection[] = "offers";
  static constexpr char kComputed[] = "free_days";

  static const resources::ResourceTable<Item>& Table(const Context& context) {
    return context.store.support.offers;
  }
  static void Check(const Item& offer, const Commitments& commitments,
                    validation::FieldChecks& checks) {
    CheckOffer(offer, commitments.TakenDays(offer.name()), checks);
  }
  static absl::Status CheckReferences(storage::Transaction& tx, const Context& context,
                                      const Item& offer, const Item& before) {
    absl::Status status =
        CheckThemesUsable(tx, context, "offer.themes", offer.themes(), before.themes());
    if (!status.ok()) return status;
    return CheckLettersTo(tx, context, validation::ParentOf(offer.name()), offer.letters());
  }
  static void ClearComputed(Item& offer) { offer.clear_free_days(); }
  static Item WithComputed(const Commitments& commitments, Item offer) {
    return commitments.WithFreeDays(std::move(offer));
  }
};

}  // namespace

absl::StatusOr<v1::Offer> SupportService::CreateOffer(const rpc::Call& call,
                                                      const v1::CreateOfferRequest& request) {
  return CreateItem<OfferKind>(context_, call, request, request.offer_id(), request.offer());
}

absl::StatusOr<v1::Offer> SupportService::GetOffer(const rpc::Call& call,
                                                   const v1::GetOfferRequest& request) {
  return GetItem<OfferKind>(context_, call, request.name());
}

absl::StatusOr<v1::ListOffersResponse> SupportService::ListOffers(
    const rpc::Call& call, const v1::ListOffersRequest& request) {
  return ListItems<OfferKind>(context_, call, request, &v1::ListOffersResponse::mutable_offers);
}

absl::StatusOr<v1::Offer> SupportService::UpdateOffer(const rpc::Call& call,
                                                      const v1::UpdateOfferRequest& request) {
  return UpdateItem<OfferKind>(context_, call, request, request.offer());
}

}  // namespace peerchallenge::recommendations
