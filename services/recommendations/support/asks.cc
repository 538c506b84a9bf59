// The methods of SupportService on asks.
#include "services/recommendations/support/issued_to.h"
#include "services/recommendations/support/support_items.h"
#include "services/recommendations/support/support_service.h"
#include "services/recommendations/themes/theme_references.h"

namespace peerchallenge::recommendations {
namespace {

struct AskKind {
  using Item = v1::Ask;
  static constexpr char kField[] = "ask";
  static constexpr char kCollection[] = "asks";
  static constexpr char kComputed[] = "open_days";

  static const resources::ResourceTable<Item>& Table(const Context& context) {
    return context.store.support.asks;
  }
  static void Check(const Item& ask, const Commitments&, validation::FieldChecks& checks) {
    CheckAsk(ask, checks);
  }
  static absl::Status CheckReferences(storage::Transaction& tx, const Context& context,
                                      const Item& ask, const Item& before) {
    absl::Status status =
        CheckThemesUsable(tx, context, "ask.themes", ask.themes(), before.themes());
    if (!status.ok()) return status;
    return CheckRecommendationsTo(tx, context, validation::ParentOf(ask.name()),
                                  ask.recommendations());
  }
  static void ClearComputed(Item& ask) { ask.clear_open_days(); }
  static Item WithComputed(const Commitments& commitments, Item ask) {
    return commitments.WithOpenDays(std::move(ask));
  }
};

}  // namespace

absl::StatusOr<v1::Ask> SupportService::CreateAsk(const rpc::Call& call,
                                                  const v1::CreateAskRequest& request) {
  return CreateItem<AskKind>(context_, call, request, request.ask_id(), request.ask());
}

absl::StatusOr<v1::Ask> SupportService::GetAsk(const rpc::Call& call,
                                               const v1::GetAskRequest& request) {
  return GetItem<AskKind>(context_, call, request.name());
}

absl::StatusOr<v1::ListAsksResponse> SupportService::ListAsks(const rpc::Call& call,
                                                              const v1::ListAsksRequest& request) {
  return ListItems<AskKind>(context_, call, request, &v1::ListAsksResponse::mutable_asks);
}

absl::StatusOr<v1::Ask> SupportService::UpdateAsk(const rpc::Call& call,
                                                  const v1::UpdateAskRequest& request) {
  return UpdateItem<AskKind>(context_, call, request, request.ask());
}

}  // namespace peerchallenge::recommendations
