#pragma once

#include "common/environment/clock.h"
#include "common/resources/resource_table.h"
#include "common/storage/sealer.h"
#include "peerchallenge/recommendations/v1/action_plans.pb.h"
#include "services/recommendations/findings/finding_store.h"
#include "services/recommendations/letters/letter_store.h"
#include "services/recommendations/plans/plan_store.h"
#include "services/recommendations/reports/report_store.h"
#include "services/recommendations/support/support_store.h"
#include "services/recommendations/themes/theme_store.h"

namespace peerchallenge::recommendations {

// Everything that recommendations keeps, as it is: nothing is left out for whoever asks. Each area
// has its own part. All functions belong to a transaction of the service's database.
struct Store {
  // Both outlive the store.
  Store(const environment::Clock& clock, const storage::Sealer& seals)
      : sealer(seals),
        findings(clock, seals),
        letters(clock, seals),
        reports(clock, seals),
        plans(clock, seals),
        themes(clock, seals),
        support(clock, seals),
        follow_up_rules({.table = "follow_up_rules"}, clock, seals) {}

  const storage::Sealer& sealer;

  const FindingStore findings;
  const LetterStore letters;
  const ReportStore reports;
  const PlanStore plans;
  const ThemeStore themes;
  const SupportStore support;
  // Those that differ from the defaults; see follow_up_rules.h.
  const resources::ResourceTable<v1::FollowUpRules> follow_up_rules;
};

}  // namespace peerchallenge::recommendations
