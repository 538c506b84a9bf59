#include "services/scheduling/programme_checks.h"

#include "absl/strings/str_cat.h"
#include "common/validation/resource_name.h"
#include "google/protobuf/util/time_util.h"

namespace peerchallenge::scheduling {
namespace {

using google::protobuf::util::TimeUtil;
using validation::FieldChecks;

constexpr int kMaxDays = 400;
constexpr int kMaxLimit = 1000;
constexpr int kMaxBarredLeads = 1000;
constexpr int64_t kMaxWeight = 1'000'000;
constexpr int64_t kMaxSolveSeconds = 3600;
constexpr int64_t kDefaultSolveSeconds = 10;

void CheckRules(const v1::ProgrammeRules& rules, const std::string& path, FieldChecks& checks) {
  checks.Range(path + ".max_reviews_per_week", rules.max_reviews_per_week(), 0, kMaxLimit);
  checks.Range(path + ".max_members_per_authority", rules.max_members_per_authority(), 0,
               kMaxLimit);
  checks.Range(path + ".max_leads_per_authority", rules.max_leads_per_authority(), 0, kMaxLimit);
  checks.Range(path + ".lead_gap_weeks", rules.lead_gap_weeks(), 0, kMaxLimit);
  checks.Range(path + ".host_gap_weeks", rules.host_gap_weeks(), 0, kMaxLimit);
  checks.Count(path + ".barred_leads", rules.barred_leads_size(), kMaxBarredLeads);
  for (int i = 0; i < rules.barred_leads_size(); ++i) {
    const auto& barred = rules.barred_leads(i);
    const std::string field = absl::StrCat(path, ".barred_leads[", i, "]");
    checks.That(validation::IsGssCode(barred.authority()), field + ".authority", barred.authority(),
                "a GSS code");
    checks.That(validation::IsGssCode(barred.host()), field + ".host", barred.host(), "a GSS code");
  }
}

void CheckWeights(const v1::ProgrammeWeights& weights, const std::string& path,
                  FieldChecks& checks) {
  checks.Range(path + ".week", weights.week(), 0, kMaxWeight);
  checks.Range(path + ".theme", weights.theme(), 0, kMaxWeight);
  checks.Range(path + ".balance", weights.balance(), 0, kMaxWeight);
  checks.Range(path + ".travel", weights.travel(), 0, kMaxWeight);
  checks.Range(path + ".novice", weights.novice(), 0, kMaxWeight);
  checks.Range(path + ".spread", weights.spread(), 0, kMaxWeight);
  checks.Range(path + ".change_week", weights.change_week(), 0, kMaxWeight);
  checks.Range(path + ".change_member", weights.change_member(), 0, kMaxWeight);
  checks.Range(path + ".change_lead", weights.change_lead(), 0, kMaxWeight);
}

v1::ProgrammeRules DefaultRules() {
  v1::ProgrammeRules rules;
  rules.set_max_reviews_per_week(2);
  rules.set_max_members_per_authority(2);
  rules.set_max_leads_per_authority(1);
  rules.set_lead_gap_weeks(3);
  rules.set_host_gap_weeks(6);
  return rules;
}

v1::ProgrammeWeights DefaultWeights() {
  v1::ProgrammeWeights weights;
  weights.set_week(1);
  weights.set_theme(60);
  weights.set_balance(40);
  weights.set_travel(1);
  weights.set_novice(60);
  weights.set_spread(30);
  weights.set_change_week(200);
  weights.set_change_member(60);
  weights.set_change_lead(120);
  return weights;
}

}  // namespace

void CheckProgrammeFields(const v1::Programme& programme, const std::string& path,
                          FieldChecks& checks) {
  checks.Text(path + ".display_name", programme.display_name(), 1, 200);
  const auto start = checks.Day(path + ".start_date", programme.start_date());
  const auto end = checks.Day(path + ".end_date", programme.end_date());
  if (start && end) {
    checks.That(*end >= *start && *end - *start <= kMaxDays, path + ".end_date",
                programme.end_date(), absl::StrCat("0 to ", kMaxDays, " days after start_date"));
  }
  CheckRules(programme.rules(), path + ".rules", checks);
  CheckWeights(programme.weights(), path + ".weights", checks);
  checks.Range(path + ".election_cost", programme.election_cost(), 0, kMaxWeight);
  checks.Range(path + ".inspection_window_cost", programme.inspection_window_cost(), 0, kMaxWeight);
}

void FillDefaults(v1::Programme& programme) {
  if (!programme.has_rules()) *programme.mutable_rules() = DefaultRules();
  if (!programme.has_weights()) *programme.mutable_weights() = DefaultWeights();
  if (!programme.has_election_cost()) programme.set_election_cost(60);
  if (!programme.has_inspection_window_cost()) programme.set_inspection_window_cost(20);
}

void CheckOptions(const v1::SolveOptions& options, const std::string& path, FieldChecks& checks) {
  if (options.has_time_limit()) {
    const auto& limit = options.time_limit();
    checks.That(
        limit.seconds() >= 0 && limit.nanos() >= 0 && (limit.seconds() > 0 || limit.nanos() > 0) &&
            limit.seconds() + (limit.nanos() > 0 ? 1 : 0) <= kMaxSolveSeconds,
        path + ".time_limit", absl::StrCat(limit.seconds(), " s"), "more than 0 s and at most 1 h");
  }
  checks.That(options.step_limit() >= 0, path + ".step_limit", absl::StrCat(options.step_limit()),
              "0 or more");
}

void FillDefaults(v1::SolveOptions& options) {
  if (!options.has_time_limit()) {
    *options.mutable_time_limit() = TimeUtil::SecondsToDuration(kDefaultSolveSeconds);
  }
}

}  // namespace peerchallenge::scheduling
