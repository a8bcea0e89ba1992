-- How far the journal (record.journal) has been taken over, as a place in all that was ever appended to it; its id keeps
-- the journal of another record from being taken for this one's.
CREATE TABLE journal (
    id BLOB NOT NULL,
    folded INTEGER NOT NULL
);
INSERT INTO journal (id, folded) VALUES (randomblob(16), 0);

-- Who appends looks for the request before; this must never be what keeps the journal from being taken over.
DROP INDEX checked_request;
CREATE INDEX checked_request ON checked (caller, request_id) WHERE request_id <> '';

-- Up to which record the bodies have been erased because their keeping has ended.
CREATE TABLE erased (
    upto INTEGER NOT NULL
);
INSERT INTO erased (upto) VALUES (0);
