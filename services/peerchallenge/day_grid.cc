#include "services/peerchallenge/day_grid.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/validation/resource_name.h"
#include "services/peerchallenge/table.h"
#include "services/peerchallenge/trade_offs.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = scheduling::v1;
using Entry = v1::Schedule::Entry;
using validation::IdOf;

constexpr size_t kColumns = 112;

// People who do the same all day, and what they do.
struct Strand {
  std::vector<std::string> people;
  std::vector<Entry> entries;
};

std::string EntryText(const Entry& entry, const DisplayNames& names) {
  switch (entry.kind()) {
    case Entry::KIND_TRAVEL:
      return absl::StrCat("way to ", Called(entry.venue(), names));
    case Entry::KIND_LUNCH:
      return absl::StrCat("lunch to ", entry.time().end());
    default:
      return absl::StrCat(entry.display_name(), " (", Called(entry.venue(), names), ") to ",
                          entry.time().end());
  }
}

// Entries are the same when they fill the same time with the same thing.
std::string KeyOf(const std::vector<Entry>& entries) {
  std::string key;
  for (const Entry& entry : entries) {
    absl::StrAppend(&key, entry.time().start(), " ", entry.time().end(), " ",
                    static_cast<int>(entry.kind()), " ", entry.session(), " ", entry.venue(), ";");
  }
  return key;
}

std::vector<Strand> StrandsOf(const std::vector<v1::Schedule>& schedules, const std::string& date) {
  std::vector<Strand> strands;
  std::map<std::string, size_t> known;
  for (const v1::Schedule& schedule : schedules) {
    std::vector<Entry> entries;
    for (const Entry& entry : schedule.entries()) {
      if (entry.time().date() == date) entries.push_back(entry);
    }
    if (entries.empty()) continue;
    const auto [place, is_new] = known.try_emplace(KeyOf(entries), strands.size());
    if (is_new) strands.push_back({{}, std::move(entries)});
    strands[place->second].people.push_back(IdOf(schedule.subject()));
  }
  return strands;
}

std::string Grid(const std::vector<Strand>& strands, const DisplayNames& names) {
  const size_t width =
      std::max<size_t>((kColumns - 8) / std::max<size_t>(strands.size(), 1) - 2, 12);
  std::vector<Column> columns{{.title = "Time"}};
  std::set<std::string> starts;
  for (const Strand& strand : strands) {
    columns.push_back({.title = absl::StrJoin(strand.people, " "), .max_width = width});
    for (const Entry& entry : strand.entries) starts.insert(entry.time().start());
  }
  Table table(columns);
  for (const std::string& start : starts) {
    std::vector<std::string> row{start};
    for (const Strand& strand : strands) {
      std::vector<std::string> cell;
      for (const Entry& entry : strand.entries) {
        if (entry.time().start() == start) cell.push_back(EntryText(entry, names));
      }
      row.push_back(absl::StrJoin(cell, "\n"));
    }
    table.AddRow(std::move(row));
  }
  return table.Render(2);
}

}  // namespace

std::string Called(const std::string& name, const DisplayNames& names) {
  const auto found = names.find(name);
  return found == names.end() ? IdOf(name) : found->second;
}

std::string DayGrids(const std::vector<v1::Schedule>& schedules, const DisplayNames& names) {
  std::set<std::string> dates;
  for (const v1::Schedule& schedule : schedules) {
    for (const Entry& entry : schedule.entries()) dates.insert(entry.time().date());
  }
  std::string text;
  for (const std::string& date : dates) {
    absl::StrAppend(&text, "\n", DayText(date), "\n", Grid(StrandsOf(schedules, date), names));
  }
  return text;
}

std::string ScheduleText(const v1::Schedule& schedule, const DisplayNames& names) {
  std::string text =
      absl::StrCat(Called(schedule.subject(), names), ", ", schedule.timetable(), "\n");
  std::string date;
  for (const Entry& entry : schedule.entries()) {
    if (entry.time().date() != date) {
      date = entry.time().date();
      absl::StrAppend(&text, "\n", DayText(date), "\n");
    }
    std::vector<std::string> with;
    for (const std::string& person : entry.reviewers()) with.push_back(Called(person, names));
    absl::StrAppend(&text, "  ", entry.time().start(), "  ", EntryText(entry, names),
                    with.empty() ? "" : "; with " + absl::StrJoin(with, ", "), "\n");
  }
  return schedule.entries().empty() ? absl::StrCat(text, "\nnothing\n") : text;
}

}  // namespace peerchallenge::cli
