#!/usr/bin/python3
"""Reads an iCalendar object from a file with an independent library and prints what it says, one event a line:
uid|sequence|status|start in UTC|end in UTC|summary|location. Fails on anything that the library does not accept.

usage: read_calendar.py FILE"""
import datetime
import sys

import icalendar

with open(sys.argv[1], "rb") as file:
    calendar = icalendar.Calendar.from_ical(file.read())
zones = {str(zone["TZID"]): zone.to_tz() for zone in calendar.walk("VTIMEZONE")}
for event in calendar.walk("VEVENT"):
    if event.errors:
        sys.exit("errors: %s" % event.errors)
    times = []
    for name in ("DTSTART", "DTEND"):
        zone = zones[event[name].params["TZID"]]  # by the calendar's own VTIMEZONE
        local = event[name].dt.replace(tzinfo=None)
        times.append(zone.localize(local).astimezone(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ"))
    print("|".join([str(event["UID"]), str(event["SEQUENCE"]), str(event["STATUS"]), *times, str(event["SUMMARY"]),
                    str(event.get("LOCATION", ""))]))
