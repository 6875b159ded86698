/**
 * The diagnosis as it was last made, see `main/diagnosis-operations.ts`. Whatever changes records takes it out in the same
 * step, by whichever way it does so: nothing of what it cites outlives the records that it was made of.
 */
export const sql = `
CREATE TABLE diagnosis (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  -- Goes up whenever records change: what was made meanwhile is not kept.
  changes INTEGER NOT NULL,
  -- Digest of all that decides it, hexadecimal, and the diagnosis as JSON; null: none is kept.
  key TEXT,
  value TEXT,
  -- HMAC-SHA-256 of both by a key of whoever made it: what another put into the file is not believed.
  seal BLOB
) STRICT;
INSERT INTO diagnosis (id, changes) VALUES (1, 0);

CREATE TRIGGER diagnosis_block_added AFTER INSERT ON block BEGIN
  UPDATE diagnosis SET changes = changes + 1, key = NULL, value = NULL, seal = NULL;
END;
CREATE TRIGGER diagnosis_block_changed AFTER UPDATE ON block BEGIN
  UPDATE diagnosis SET changes = changes + 1, key = NULL, value = NULL, seal = NULL;
END;
CREATE TRIGGER diagnosis_block_removed AFTER DELETE ON block BEGIN
  UPDATE diagnosis SET changes = changes + 1, key = NULL, value = NULL, seal = NULL;
END;
`;
