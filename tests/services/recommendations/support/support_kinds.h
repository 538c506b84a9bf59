#pragma once

#include <string>

#include "tests/services/recommendations/support/support_world.h"

namespace peerchallenge::recommendations {

// What differs between offers and asks, for tests that hold for both.
template <typename Item>
struct KindOf;

template <>
struct KindOf<v1::Offer> {
  using CreateRequest = v1::CreateOfferRequest;
  using UpdateRequest = v1::UpdateOfferRequest;
  using ListRequest = v1::ListOffersRequest;
  using ListResponse = v1::ListOffersResponse;
  static constexpr char kOne[] = "Offer";
  static constexpr char kMany[] = "ListOffers";
  static constexpr char kField[] = "offer";
  static constexpr char kComputed[] = "free_days";

  static v1::Offer New() { return NewOffer(); }
  static std::string Name(char authority, const std::string& id) {
    return OfferName(authority, id);
  }
  static v1::Offer& In(CreateRequest& request) { return *request.mutable_offer(); }
  static v1::Offer& In(UpdateRequest& request) { return *request.mutable_offer(); }
  static void SetId(const std::string& id, CreateRequest& request) { request.set_offer_id(id); }
  static auto Of(const ListResponse& response) { return response.offers(); }
  static absl::StatusOr<v1::Offer> Get(SupportWorld& world, const Who& who,
                                       const std::string& name) {
    return world.GetOffer(who, name);
  }
  static int Days(const v1::Offer& offer) { return offer.capacity_days(); }
  static int Left(const v1::Offer& offer) { return offer.free_days(); }
};

template <>
struct KindOf<v1::Ask> {
  using CreateRequest = v1::CreateAskRequest;
  using UpdateRequest = v1::UpdateAskRequest;
  using ListRequest = v1::ListAsksRequest;
  using ListResponse = v1::ListAsksResponse;
  static constexpr char kOne[] = "Ask";
  static constexpr char kMany[] = "ListAsks";
  static constexpr char kField[] = "ask";
  static constexpr char kComputed[] = "open_days";

  static v1::Ask New() { return NewAsk(); }
  static std::string Name(char authority, const std::string& id) { return AskName(authority, id); }
  static v1::Ask& In(CreateRequest& request) { return *request.mutable_ask(); }
  static v1::Ask& In(UpdateRequest& request) { return *request.mutable_ask(); }
  static void SetId(const std::string& id, CreateRequest& request) { request.set_ask_id(id); }
  static auto Of(const ListResponse& response) { return response.asks(); }
  static absl::StatusOr<v1::Ask> Get(SupportWorld& world, const Who& who, const std::string& name) {
    return world.GetAsk(who, name);
  }
  static int Days(const v1::Ask& ask) { return ask.days(); }
  static int Left(const v1::Ask& ask) { return ask.open_days(); }
};

template <typename Item>
class SupportItemsTest : public SupportTest {
 protected:
  using Its = KindOf<Item>;

  static Item New() { return Its::New(); }
  absl::StatusOr<Item> GetItem(const std::string& name, const Who& who = Director('a')) {
    return Its::Get(*this, who, name);
  }
  absl::StatusOr<Item> Make(const Who& who, const typename Its::CreateRequest& request) {
    return Call<Item>(who, absl::StrCat("Create", Its::kOne), request);
  }
  static typename Its::CreateRequest Making(const std::string& parent, const Item& item) {
    typename Its::CreateRequest request;
    request.set_parent(parent);
    Its::In(request) = item;
    return request;
  }
  absl::StatusOr<typename Its::ListResponse> List(const Who& who,
                                                  const typename Its::ListRequest& request) {
    return Call<typename Its::ListResponse>(who, Its::kMany, request);
  }
  static typename Its::ListRequest Listing(const std::string& parent) {
    typename Its::ListRequest request;
    request.set_parent(parent);
    return request;
  }
  static std::vector<std::string> IdsOf(const typename Its::ListResponse& response) {
    std::vector<std::string> ids;
    for (const Item& item : Its::Of(response)) {
      ids.push_back(item.name().substr(item.name().rfind('/') + 1));
    }
    return ids;
  }
};

using SupportItems = testing::Types<v1::Offer, v1::Ask>;

}  // namespace peerchallenge::recommendations
