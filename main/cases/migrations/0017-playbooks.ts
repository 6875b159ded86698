/** Playbooks that are under way: see `main/playbook-operations.ts`. What has ended is in the journal only. */
export const sql = `
CREATE TABLE playbook_run (
  id TEXT PRIMARY KEY,
  -- RFC 3339 UTC.
  begun TEXT NOT NULL,
  -- The playbook as YAML, and what the journal says of its beginning as JSON.
  playbook TEXT NOT NULL,
  header TEXT NOT NULL
) STRICT;

CREATE TABLE playbook_step (
  run TEXT NOT NULL REFERENCES playbook_run (id) ON DELETE CASCADE,
  -- Where in the run it stands, such as "hosts[2].logins".
  path TEXT NOT NULL,
  -- What it gave, as JSON.
  result TEXT NOT NULL,
  PRIMARY KEY (run, path)
) STRICT, WITHOUT ROWID;
`;
