-- Older versions kept all of a visit's sessions, groups and timetable. Without a token the copy is made anew.
DELETE FROM relations WHERE kind IN ('Session', 'ParticipantGroup', 'VisitTimetable');
UPDATE relations_state SET resume_token = '';
