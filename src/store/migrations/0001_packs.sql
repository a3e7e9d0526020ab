-- One row for each pack. `head` and `head_hash` name its newest revision; appending a revision begins by
-- comparing and swapping both. The descriptive columns are of the newest revision, so that a list reads no content.
CREATE TABLE groundplan_packs (
    id TEXT NOT NULL PRIMARY KEY,
    head BIGINT NOT NULL,
    head_hash TEXT NOT NULL,
    skill TEXT NOT NULL,
    title TEXT NOT NULL,
    created TEXT NOT NULL,
    changed TEXT NOT NULL
);

CREATE INDEX groundplan_packs_by_change ON groundplan_packs (changed, id);

-- Revisions are written once and never changed. `content` is the JSON whose bytes went into `hash`.
CREATE TABLE groundplan_revisions (
    pack_id TEXT NOT NULL REFERENCES groundplan_packs (id),
    number BIGINT NOT NULL,
    hash TEXT NOT NULL,
    parent TEXT,
    step TEXT NOT NULL,
    time TEXT NOT NULL,
    author TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (pack_id, number)
);
