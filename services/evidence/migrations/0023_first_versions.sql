-- An item's first version has no row in item_versions while it is what the item says: then this is the place of its entry in the
-- ledger. NULL: the row is there.
ALTER TABLE items ADD COLUMN first_entry BIGINT;
