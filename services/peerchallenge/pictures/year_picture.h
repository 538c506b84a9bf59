#pragma once

#include <string>

#include "services/peerchallenge/year_view.h"

// A planned year to be printed, and as rows for a spreadsheet.
namespace peerchallenge::cli {

// Authorities downwards, weeks across: who hosts when, who leads, how many people go, which weeks
// are closed; below, the reviews by number. An SVG file.
std::string YearSvg(const YearView& view);

// One row a review, in the order of the year, with a row of titles: review, kind, state, host,
// week_start_date, from, to, lead_authority, lead_role, members, team ("Nottingham: elected member;
// partner"). Dates are YYYY-MM-DD, authorities by name for people; empty = not known.
std::string YearCsv(const YearView& view);

}  // namespace peerchallenge::cli
