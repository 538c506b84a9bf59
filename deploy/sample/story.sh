# The main job, told once for whoever hosts it: the sample region's year is planned, one visit is timetabled and its evidence
# captured, the team's conclusions become an issued letter, and the host says what it does about them. Sourced, by ./run and by
# deploy/examples/separate/run.sh.
#
# Given: peerchallenge (the program), sample (the region's folder), data (a folder for what is written) and, for each service,
# how it is reached: at_scheduling, at_evidence, at_recommendations (arrays of flags).
# shellcheck shell=bash disable=SC2154  # what is given

programme=east-midlands/2012-13
visit=east-midlands/lincolnshire-2012
scheduling() { "$peerchallenge" "$@" "${at_scheduling[@]}"; }
scheduling import sample "$sample"
scheduling plan start "$programme" --time-limit "${PEERCHALLENGE_TIME_LIMIT:-10s}" --adopt --unless-adopted
scheduling plan year "$programme"
scheduling timetable build "$visit" --time-limit "${PEERCHALLENGE_TIME_LIMIT:-10s}" --adopt --unless-built
scheduling timetable show "$visit"
scheduling plan year "$programme" --format svg -o "$data/year.svg"
scheduling timetable show "$visit" --format svg -o "$data/visit.svg"

# The visit's evidence, each reviewer's under the own name; ids are given, so that a second run adds nothing.
people=regions/east-midlands/people
evidence() { "$peerchallenge" evidence "$@" "${at_evidence[@]}" --wait 60s; }
echo
echo "What the team found:"
while IFS=$'\t' read -r id kind class date met person; do
  evidence occasion "$visit" --id "$id" --kind "$kind" --class "$class" --date "$date" --unnamed "$met" \
    --as "$people/$person" >/dev/null
done <"$sample/evidence/occasions.tsv"
for person in em-075 em-031 em-033 em-051; do
  evidence sync "$visit" "$sample/evidence/$person.jsonl" --as "$people/$person" >/dev/null
done
# em-051 had no signal: meanwhile the lead revised the same item.
health=1cb0c02a-7e7d-4c9c-9458-3b796a1d716e
evidence revise "$visit" $health --id 8d30fec0-418e-4ba0-95b4-44d1f8e4cdfd --base 1 --as "$people/em-073" \
  --text "Health checks of children in care are done in time, says the service." >/dev/null
evidence revise "$visit" $health --id 6ceadc5b-23ad-4b1b-be03-5159a82de033 --base 1 --as "$people/em-051" \
  --text "Health checks of children in care are done in time, but not for those placed outside the county." >/dev/null
evidence list "$visit" --as "$people/em-073"
echo
evidence coverage "$visit" --as "$people/em-073"
echo
echo "Two revisions met; the lead settles it (peerchallenge evidence settle):"
evidence conflicts "$visit" --as "$people/em-073"
evidence export "$visit" -o "$data/lincolnshire-2012.tar" --as "$people/em-073"
"$peerchallenge" verify "$data/lincolnshire-2012.tar"

# The team's conclusions and the letter: the host checks its facts, lead and review manager sign, the lead issues it.
lead=$people/em-073
manager=$people/em-082
director=HOST_DIRECTOR@regions/east-midlands/authorities/E10000019
optional() { if [ "$2" != - ]; then printf '%s\n' "$1" "$2"; fi; }
each() { tr ',' '\n' <<<"$2" | while read -r value; do printf '%s\n' "$1" "$value"; done; }
finding() { "$peerchallenge" finding "$@" "${at_recommendations[@]}" --as "$lead" --wait 60s; }
letter() { "$peerchallenge" letter "$@" "${at_recommendations[@]}" --wait 60s; }
action() { "$peerchallenge" action "$@" "${at_recommendations[@]}" --act-as "$director" --wait 60s; }
report() { "$peerchallenge" report "$@" "${at_recommendations[@]}" --act-as "$director" --wait 60s; }
if ! letter show "$visit" --as "$lead" >/dev/null 2>&1; then
  for step in confirm-timetable start feedback; do
    scheduling review "$step" "$visit" >/dev/null
  done
  while IFS=$'\t' read -r id kind limb items reason text; do
    mapfile -t rests_on < <(each --item "$items")
    finding add "$visit" --id "$id" --kind "$kind" --limb "$limb" --text "$text" "${rests_on[@]}" >/dev/null
    if [ "$reason" != - ]; then finding override "$visit" "$id" --reason "$reason" >/dev/null; fi
    finding agree "$visit" "$id" >/dev/null
  done <"$sample/letter/findings.tsv"
  while IFS=$'\t' read -r id limb findings to to_whom priority when text; do
    mapfile -t follows_from < <(each --finding "$findings"; optional --to-whom "$to_whom")
    finding recommend "$visit" --id "$id" --limb "$limb" --to "$to" --priority "$priority" --when "$when" \
      --text "$text" "${follows_from[@]}" >/dev/null
  done <"$sample/letter/recommendations.tsv"
  letter draft "$visit" --id letter --as "$lead" >/dev/null
  letter share "$visit" --as "$manager" >/dev/null
  letter finish "$visit" --act-as "$director" >/dev/null
  letter fix "$visit" --as "$manager" >/dev/null
  letter sign "$visit" --as "$manager" >/dev/null
  letter sign "$visit" --as "$lead" >/dev/null
  letter issue "$visit" --as "$lead" >/dev/null
fi
if ! report list "$visit" | grep -q scrutiny; then
  report draft "$visit" --id scrutiny --to "Children and Young People Scrutiny Committee" --date "$(date -d '+60 days' +%F)" >/dev/null
  report publish "$visit" scrutiny >/dev/null
fi
# The host accepts what is recommended, and plans and publishes what it does about it.
if action plan "$visit" | grep -q ': open'; then
  while IFS=$'\t' read -r id number text owner within measure; do
    action respond "$visit" "$number" --decision accepted >/dev/null
    action add "$visit" --id "$id" --for "$number" --text "$text" --owner "$owner" --due "$(date -d "+$within" +%F)" \
      --measure "$measure" >/dev/null
  done <"$sample/letter/actions.tsv"
  action submit "$visit" >/dev/null
  action publish "$visit" >/dev/null
fi
echo
echo "What the team concluded:"
finding list "$visit"
echo
letter show "$visit" --act-as "$director"
for format in html odt docx pdf; do
  letter render "$visit" --format "$format" -o "$data/lincolnshire-letter.$format" --act-as "$director" >/dev/null
done
echo
echo "What the host does about it:"
action plan "$visit"
report render "$visit" scrutiny --format pdf -o "$data/scrutiny-report.pdf" >/dev/null
