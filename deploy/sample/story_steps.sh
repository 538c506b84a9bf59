# What the main job (story.sh) consists of. Each step leaves alone what an earlier run has done.
# shellcheck shell=bash disable=SC2154  # what story.sh is given

region=east-midlands
people=regions/$region/people
scheduling() { "$peerchallenge" "$@" "${at_scheduling[@]}"; }
evidence() { "$peerchallenge" evidence "$@" "${at_evidence[@]}" --wait 60s; }
attach() { "$peerchallenge" attach "$@" "${at_evidence[@]}" --wait 60s; }
recommendations() { "$peerchallenge" "$@" "${at_recommendations[@]}" --wait 60s; }
director_of() { echo "HOST_DIRECTOR@regions/$region/authorities/$1"; }
# Values that are separated by commas, as flags; "-" is none.
each() { if [ "$2" != - ]; then tr ',' '\n' <<<"$2" | while read -r value; do printf '%s\n' "$1" "$value"; done; fi; }
optional() { if [ "$2" != - ]; then printf '%s\n' "$1" "$2"; fi; }

# The team, id and duty a line: "em-073 lead".
team_of() { scheduling review show "$1" | awk '/^Team$/ { team = 1; next } team && $1 != "Person"'; }
lead_of() { team_of "$1" | awk -v people="$people" '$2 == "lead" { print people "/" $1 }'; }
manager_of() { team_of "$1" | awk -v people="$people" '$2 $3 == "reviewmanager" { print people "/" $1 }'; }
# Day NUMBER of the visit, YYYY-MM-DD.
day_of() {
  local first
  first=$(scheduling review show "$1" | sed -n '3s/.*, \(.*\) to .*/\1/p')
  date -d "$first + $(($2 - 1)) days" +%F
}
has_letter() { recommendations letter show "$1" --as "$(lead_of "$1")" >/dev/null 2>&1; }

# The team that the plan proposes, its last member as review manager, is invited, accepts and is agreed.
agree_team() {
  local people_on_team person members
  mapfile -t people_on_team < <(team_of "$1" | awk '{ print $1 }')
  mapfile -t members < <(printf -- '--member\n%s\n' "${people_on_team[@]}")
  members[-1]="${members[-1]}=REVIEW_MANAGER"
  scheduling review team "$1" --week "$(day_of "$1" 1)" "${members[@]}" >/dev/null
  scheduling review invite "$1" >/dev/null
  for person in "${people_on_team[@]}"; do scheduling review accept "$1" "$person" >/dev/null; done
  scheduling review agree-team "$1" >/dev/null
}

hold_visit() {
  local step
  for step in confirm-timetable start feedback; do scheduling review "$step" "$1" >/dev/null; done
}

# What the team found, each reviewer's under the own name ("lead" is whoever leads); ids are given, so that a second run adds
# nothing.
capture_evidence() {
  local review=$1 folder lead id kind class day met person file
  folder=$sample/evidence/${review#*/}
  lead=$(lead_of "$review")
  while IFS=$'\t' read -r id kind class day met person; do
    if [ "$person" = lead ]; then person=$lead; else person=$people/$person; fi
    evidence occasion "$review" --id "$id" --kind "$kind" --class "$class" --date "$(day_of "$review" "$day")" \
      --unnamed "$met" --as "$person" >/dev/null
  done <"$folder/occasions.tsv"
  for file in "$folder"/*.jsonl; do
    person=$(basename "$file" .jsonl)
    if [ "$person" = lead ]; then person=$lead; else person=$people/$person; fi
    evidence sync "$review" "$file" --as "$person" >/dev/null
  done
}

# The team's conclusions and the letter: the host, an authority by its code, checks its facts, lead and review manager sign, the
# lead issues it.
issue_letter() {
  local review=$1 host=$2 folder lead manager rests_on follows_from
  local id kind limb themes items reason findings to to_whom priority when text
  folder=$sample/letter/${review#*/}
  lead=$(lead_of "$review")
  manager=$(manager_of "$review")
  finding() { recommendations finding "$@" --as "$lead" >/dev/null; }
  while IFS=$'\t' read -r id kind limb themes items reason text; do
    mapfile -t rests_on < <(each --item "$items"; each --theme "$themes")
    finding add "$review" --id "$id" --kind "$kind" --limb "$limb" --text "$text" "${rests_on[@]}"
    if [ "$reason" != - ]; then finding override "$review" "$id" --reason "$reason"; fi
    finding agree "$review" "$id"
  done <"$folder/findings.tsv"
  while IFS=$'\t' read -r id limb themes findings to to_whom priority when text; do
    mapfile -t follows_from < <(each --finding "$findings"; each --theme "$themes"; optional --to-whom "$to_whom")
    finding recommend "$review" --id "$id" --limb "$limb" --to "$to" --priority "$priority" --when "$when" --text "$text" \
      "${follows_from[@]}"
  done <"$folder/recommendations.tsv"
  letter() { recommendations letter "$@" >/dev/null; }
  letter draft "$review" --id letter --as "$lead"
  letter share "$review" --as "$manager"
  letter finish "$review" --act-as "$(director_of "$host")"
  letter fix "$review" --as "$manager"
  letter sign "$review" --as "$manager"
  letter sign "$review" --as "$lead"
  letter issue "$review" --as "$lead"
}

# The host, an authority by its code, tells its scrutiny committee of the letter.
report_letter() {
  local review=$1 host
  host=$(director_of "$2")
  recommendations report draft "$review" --id scrutiny --to "Children and Young People Scrutiny Committee" \
    --date "$(date -d '+60 days' +%F)" --act-as "$host" >/dev/null
  recommendations report publish "$review" scrutiny --act-as "$host" >/dev/null
}

# The host accepts what is recommended, plans and publishes what it does about it, and says how it goes; the lead looks at the
# progress.
carry_out_plan() {
  local review=$1 host folder lead id number text owner within measure rag delivery reading shown_by note verdicts
  host=$(director_of "$2")
  folder=$sample/letter/${review#*/}
  lead=$(lead_of "$review")
  action() { recommendations action "$@" >/dev/null; }
  while IFS=$'\t' read -r id number text owner within measure; do
    action respond "$review" "$number" --decision accepted --act-as "$host"
    action add "$review" --id "$id" --for "$number" --text "$text" --owner "$owner" --due "$(date -d "+$within" +%F)" \
      --measure "$measure" --act-as "$host"
  done <"$folder/actions.tsv"
  action submit "$review" --act-as "$host"
  action publish "$review" --act-as "$host"
  while IFS=$'\t' read -r id rag delivery reading shown_by note; do
    mapfile -t shown_by < <(optional --evidence "$shown_by")
    action update "$review" "$id" --rag "$rag" --delivery "$delivery" --reading "$reading" --note "$note" \
      "${shown_by[@]}" --act-as "$host"
  done <"$folder/updates.tsv"
  mapfile -t verdicts <"$folder/verdicts.txt"
  action review "$review" --statement "The host shows what it has done and what has changed by it." "${verdicts[@]}" \
    --as "$lead"
}

# What the region's letters may have as their subject.
add_themes() {
  local id wider name narrower
  while IFS=$'\t' read -r id wider name; do
    mapfile -t narrower < <(optional --wider "$wider")
    recommendations themes add "$region" "$id" --name "$name" "${narrower[@]}" >/dev/null
  done <"$sample/themes.tsv"
}

# Authorities offer and ask for help; the best set of matches is proposed, both directors of each consent, and those of the last
# agree on what will be done.
match_support() {
  local authority id themes formats days priority letter text given pair offering asking proposed
  match() { recommendations match "$@"; }
  while IFS=$'\t' read -r authority id themes formats days letter text; do
    mapfile -t given < <(each --theme "$themes"; each --format "$formats"; optional --letter "$letter")
    match offer add "$region/$authority" --id "$id" --days "$days" --text "$text" "${given[@]}" \
      --act-as "$(director_of "$authority")" >/dev/null
  done <"$sample/support/offers.tsv"
  while IFS=$'\t' read -r authority id themes formats days priority text; do
    mapfile -t given < <(each --theme "$themes"; each --format "$formats")
    match ask add "$region/$authority" --id "$id" --days "$days" --priority "$priority" --text "$text" "${given[@]}" \
      --act-as "$(director_of "$authority")" >/dev/null
  done <"$sample/support/asks.tsv"
  match run "$region" --quiet
  match adopt "$region" >/dev/null
  mapfile -t proposed < <(match list "$region" --state proposed | awk 'NR > 1 { sub("/.*", "", $3); sub("/.*", "", $4); print $1, $3, $4 }')
  for pair in "${proposed[@]}"; do
    read -r id offering asking <<<"$pair"
    match answer "$region/$id" --consent --act-as "$(director_of "$offering")" >/dev/null
    match answer "$region/$id" --consent --act-as "$(director_of "$asking")" >/dev/null
  done
  match agree "$region/$id" --text "Three workshops, a term apart, with time at a school in between." --format workshop --days 6 \
    --from "$(date -d '+30 days' +%F)" --to "$(date -d '+300 days' +%F)" --act-as "$(director_of "$offering")" >/dev/null
  match confirm "$region/$id" --act-as "$(director_of "$asking")" >/dev/null
}
