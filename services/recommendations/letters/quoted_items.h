#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "absl/status/statusor.h"
#include "services/recommendations/evidence_peer.h"
#include "services/recommendations/letters/letter_text.h"

// The evidence items whose words a letter quotes.
namespace peerchallenge::recommendations {

// By name; nothing for an item that is not there.
using QuotedItems = std::map<std::string, std::optional<evidence::v1::Item>>;

std::set<std::string> ItemsQuotedIn(const Sentences& sentences);
std::set<std::string> ItemsQuotedIn(const Sections& sections);

// Asks evidence. DEPENDENCY_UNAVAILABLE. Blocks.
absl::StatusOr<QuotedItems> AskForItems(const EvidencePeer& evidence,
                                        const std::set<std::string>& names,
                                        const rpc::CallOptions& within);

// Sets the class beside each quotation to that under which its item is shown now. REFERENCE_BROKEN
// for an item that is not there.
absl::Status SetClasses(const QuotedItems& items, Sentences& sentences);

// Why the quotation may not stand in a letter; empty when it may: its item is shared, holds the
// words, has the consent and is not guarded.
std::string WhyNotQuoted(const v1::Quotation& quotation, const QuotedItems& items);

}  // namespace peerchallenge::recommendations
