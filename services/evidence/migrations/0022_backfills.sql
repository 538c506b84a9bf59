-- What an older version did not store, or stored otherwise (services/evidence/backfills.h).
INSERT INTO backfills (name, place) VALUES
  ('shared_versions', ''),
  ('erased_captures', ''),
  ('followed_conflicts', ''),
  ('escalated_concerns', ''),
  ('shown_classes', ''),
  ('source_reads', '');
