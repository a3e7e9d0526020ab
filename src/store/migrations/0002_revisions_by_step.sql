-- Every call of a step asks which revision finalized the pack last. Without this, a long log is read to its end
-- where it was never finalized.
CREATE INDEX groundplan_revisions_by_step ON groundplan_revisions (pack_id, step, number);
