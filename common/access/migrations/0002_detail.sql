-- Why, where a method asks for a reason.
ALTER TABLE audit_entries ADD COLUMN detail TEXT NOT NULL DEFAULT '';
