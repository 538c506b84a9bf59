# The main job, told once for whoever hosts it: the sample region's year is planned, one visit is timetabled and its evidence
# captured, the teams' conclusions become issued letters, a host says and shows what it does about its letter, and the region sees
# what letters have in common and puts together who can help whom. Sourced, by ./run and by deploy/examples/separate/run.sh.
#
# Given: peerchallenge (the program), sample (the region's folder), data (a folder for what is written) and, for each service,
# how it is reached: at_scheduling, at_evidence, at_recommendations (arrays of flags).
# shellcheck shell=bash disable=SC2154  # what is given

# shellcheck source=deploy/sample/story_steps.sh
. "$(dirname "$sample")/story_steps.sh"

programme=$region/2012-13
visit=$region/lincolnshire-2012
host=E10000019
director=$(director_of "$host")
time_limit=${PEERCHALLENGE_TIME_LIMIT:-10s}

scheduling import sample "$sample"
scheduling plan start "$programme" --time-limit "$time_limit" --adopt --unless-adopted
scheduling plan year "$programme"
scheduling timetable build "$visit" --time-limit "$time_limit" --adopt --unless-built
scheduling timetable show "$visit"
scheduling plan year "$programme" --format svg -o "$data/year.svg"
scheduling timetable show "$visit" --format svg -o "$data/visit.svg"
lead=$(lead_of "$visit")

echo
echo "What the team found:"
capture_evidence "$visit"
# em-051 had no signal: meanwhile the lead revised the same item.
health=1cb0c02a-7e7d-4c9c-9458-3b796a1d716e
evidence revise "$visit" $health --id 8d30fec0-418e-4ba0-95b4-44d1f8e4cdfd --base 1 --as "$lead" \
  --text "Health checks of children in care are done in time, says the service." >/dev/null
evidence revise "$visit" $health --id 6ceadc5b-23ad-4b1b-be03-5159a82de033 --base 1 --as "$people/em-051" \
  --text "Health checks of children in care are done in time, but not for those placed outside the county." >/dev/null
# The figures behind what the data say.
attach "$visit" "$sample/evidence/lincolnshire-2012/free-school-meals.pdf" --item dc99227b-96ec-48c2-9287-4f5fa47ad7fd \
  --occasion 791d01a7-53af-4729-8f6a-39a3e70f4c59 --as "$people/em-075"
evidence list "$visit" --as "$lead"
echo
evidence coverage "$visit" --as "$lead"
echo
echo "Two revisions met; the lead settles it (peerchallenge evidence settle):"
evidence conflicts "$visit" --as "$lead"
evidence export "$visit" -o "$data/lincolnshire-2012.tar" --as "$lead"
"$peerchallenge" verify "$data/lincolnshire-2012.tar"

if recommendations themes list "$region" | grep -q "^No themes"; then add_themes; fi
if ! has_letter "$visit"; then
  hold_visit "$visit"
  issue_letter "$visit" "$host"
  report_letter "$visit" "$host"
  carry_out_plan "$visit" "$host"
fi
echo
echo "What the team concluded:"
recommendations finding list "$visit" --as "$lead"
echo
recommendations letter show "$visit" --act-as "$director"
for format in html odt docx pdf; do
  recommendations letter render "$visit" --format "$format" -o "$data/lincolnshire-letter.$format" --act-as "$director" >/dev/null
done
echo
echo "What the host does about it:"
recommendations action plan "$visit"
recommendations report render "$visit" scrutiny --format pdf -o "$data/scrutiny-report.pdf" --act-as "$director" >/dev/null

# Three more visits of the year come to their letters, so that the region has something in common to see.
while read -r review authority; do
  review=$region/$review
  if ! has_letter "$review"; then
    agree_team "$review"
    hold_visit "$review"
    capture_evidence "$review"
    issue_letter "$review" "$authority"
  fi
done <<'END'
rutland-2012-13 E06000017
derbyshire-2012-13 E10000007
leicestershire-2012-13 E10000018
END
if ! recommendations themes show "$region" >/dev/null 2>&1; then
  recommendations themes release "$region" --until "$(date +%F)" >/dev/null
fi
echo
recommendations themes show "$region"

if recommendations match list "$region" | grep -q "^No matches"; then match_support; fi
echo
echo "Who helps whom:"
recommendations match list "$region"
