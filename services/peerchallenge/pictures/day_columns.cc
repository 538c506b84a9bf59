#include "services/peerchallenge/pictures/day_columns.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "services/scheduling/planning/clock.h"

namespace peerchallenge::cli {
namespace {

namespace v1 = scheduling::v1;
using Entry = v1::Schedule::Entry;
using Entries = std::vector<Entry>;

constexpr int kHour = 60;

// Whether both fill the same time with the same thing.
bool IsSame(const Entry& a, const Entry& b) {
  return a.kind() == b.kind() && a.session() == b.session() && a.venue() == b.venue() &&
         a.time().start() == b.time().start() && a.time().end() == b.time().end();
}

// Minutes that two people spend in the same sessions.
int Shared(const Entries& a, const Entries& b) {
  int minutes = 0;
  for (const Entry& entry : a) {
    const bool shared =
        entry.kind() == Entry::KIND_SESSION &&
        std::any_of(b.begin(), b.end(), [&](const Entry& other) { return IsSame(entry, other); });
    if (shared) minutes += MinutesOf(entry.time().end()) - MinutesOf(entry.time().start());
  }
  return minutes;
}

struct Person {
  std::string name;
  Entries entries;
};

// Each next to whom they share most with, from the first on.
void SortByShared(std::vector<Person>& people) {
  for (size_t i = 1; i + 1 < people.size(); ++i) {
    size_t best = i;
    for (size_t j = i + 1; j < people.size(); ++j) {
      if (Shared(people[i - 1].entries, people[j].entries) >
          Shared(people[i - 1].entries, people[best].entries)) {
        best = j;
      }
    }
    std::swap(people[i], people[best]);
  }
}

std::vector<DayBlock> BlocksOf(const std::vector<Person>& people) {
  std::vector<DayBlock> blocks;
  for (size_t column = 0; column < people.size(); ++column) {
    for (const Entry& entry : people[column].entries) {
      const auto open = std::find_if(blocks.begin(), blocks.end(), [&](const DayBlock& block) {
        return block.first_column + block.columns == column && IsSame(block.entry, entry);
      });
      if (open != blocks.end()) {
        ++open->columns;
      } else {
        blocks.push_back({column, 1, entry});
      }
    }
  }
  std::sort(blocks.begin(), blocks.end(), [](const DayBlock& a, const DayBlock& b) {
    return std::make_tuple(MinutesOf(a.entry.time().start()), a.first_column) <
           std::make_tuple(MinutesOf(b.entry.time().start()), b.first_column);
  });
  return blocks;
}

DayColumns ColumnsOfDay(const std::string& date, std::vector<Person> people) {
  DayColumns day;
  day.date = date;
  SortByShared(people);
  for (const Person& person : people) day.people.push_back(person.name);
  day.blocks = BlocksOf(people);
  day.start = MinutesOf(day.blocks.front().entry.time().start()) / kHour * kHour;
  for (const DayBlock& block : day.blocks) {
    day.end = std::max(day.end, MinutesOf(block.entry.time().end()));
  }
  day.end = (day.end + kHour - 1) / kHour * kHour;
  return day;
}

}  // namespace

int MinutesOf(const std::string& clock) {
  return scheduling::planning::ParseClock(clock).value_or(0);
}

std::vector<DayColumns> ColumnsOf(const std::vector<v1::Schedule>& schedules,
                                  const std::string& date) {
  std::map<std::string, std::vector<Person>> days;
  for (const v1::Schedule& schedule : schedules) {
    std::map<std::string, Entries> entries;
    for (const Entry& entry : schedule.entries()) {
      if (date.empty() || entry.time().date() == date) {
        entries[entry.time().date()].push_back(entry);
      }
    }
    for (auto& [day, list] : entries) {
      days[day].push_back({schedule.subject(), std::move(list)});
    }
  }
  std::vector<DayColumns> columns;
  columns.reserve(days.size());
  for (auto& [day, people] : days) columns.push_back(ColumnsOfDay(day, std::move(people)));
  return columns;
}

}  // namespace peerchallenge::cli
