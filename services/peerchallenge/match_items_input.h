#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "google/protobuf/field_mask.pb.h"
#include "peerchallenge/recommendations/v1/match.pb.h"
#include "services/peerchallenge/client.h"

// What people type of offers and asks, read.
namespace peerchallenge::cli {

// The flags of the `match offer` and `match ask` commands; each reads those that it has. Text that
// is empty and numbers that are 0 were not given.
struct ItemArguments {
  ClientOptions client;
  std::string region;
  std::string authority;
  std::string item;
  std::string id;
  std::string text;
  std::vector<std::string> themes;
  std::string theme;  // of a list
  std::vector<std::string> formats;
  std::vector<std::string> references;  // letters or recommendations
  std::vector<std::string> excluded;    // authorities
  std::string start_date;
  std::string end_date;
  int32_t days = 0;
  int32_t priority = 0;
  int32_t max_travel_minutes = 0;
  int32_t max_offers = 0;
  bool json = false;
};

// What the arguments say of an offer or ask of `region` (a whole name); `mask` gets the fields that
// they fill. FIELD_INVALID.
absl::Status FillItem(const ItemArguments& arguments, const std::string& region,
                      recommendations::v1::Offer& offer, google::protobuf::FieldMask& mask);
absl::Status FillItem(const ItemArguments& arguments, const std::string& region,
                      recommendations::v1::Ask& ask, google::protobuf::FieldMask& mask);

}  // namespace peerchallenge::cli
