#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Resource names: "regions/east-midlands/reviews/lin-2012", collections and ids in turn.
namespace peerchallenge::validation {

// The longest that a name may be.
inline constexpr size_t kMaxNameBytes = 512;

// Whether `id` may be an id that a client chooses: 1 to 63 of a-z, 0-9 and "-", beginning and
// ending with a letter or digit. UUIDs are such ids.
bool IsId(std::string_view id);
// Whether `code` is a GSS code: one capital letter and 8 digits.
bool IsGssCode(std::string_view code);

// The ids in a name of the pattern's form, in order; nothing when it has another form. In the
// pattern "*" stands for an id, "#" for a GSS code; any other segment for itself:
// MatchName("regions/em", "regions/*") gives {"em"}.
std::optional<std::vector<std::string>> MatchName(std::string_view name, std::string_view pattern);

// "regions/em/reviews/r1" -> "regions/em". Empty for a name that is not below a region.
std::string RegionOf(std::string_view name);
// "regions/em/reviews/r1" -> "regions/em"; "regions/em" -> "".
std::string ParentOf(std::string_view name);
// "regions/em/reviews/r1/items/i1" -> "regions/em/reviews/r1"; empty for what lies below no review.
std::string ReviewOf(std::string_view name);
// "regions/em/reviews/r1" -> "r1".
std::string IdOf(std::string_view name);

}  // namespace peerchallenge::validation
