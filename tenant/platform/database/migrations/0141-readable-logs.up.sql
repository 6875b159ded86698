-- Raw logs that the server may read because a policy of the team says so: who shared them gave the key of a second file beside
-- the sealed one. `readable` is that key and what the file holds, sealed under the team's own key; `readable_as` what it was
-- allowed by. Without them the server has nothing that opens a line.
ALTER TABLE raw_logs ADD COLUMN readable text, ADD COLUMN readable_as jsonb, ADD COLUMN readable_at timestamptz,
  ADD CHECK ((readable IS NULL) = (readable_as IS NULL) AND (readable IS NULL) = (readable_at IS NULL));
GRANT UPDATE (readable, readable_as, readable_at) ON raw_logs TO eiq_app;

-- Pieces of that second file: each opens by itself, and holds so many records from one on. Null: a piece of the sealed file.
ALTER TABLE raw_piece ADD COLUMN first_record int CHECK (first_record >= 0), ADD COLUMN records int CHECK (records > 0),
  ADD CHECK ((first_record IS NULL) = (records IS NULL));
