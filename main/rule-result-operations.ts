import type { Database } from 'better-sqlite3';

/** What one rule found, as a case keeps it. */
export interface KeptFinding {
  readonly key: string;
  /** What is told of it, JSON. */
  readonly facts: string;
  /** Its records, a position each. */
  readonly sourceIds: Uint32Array;
  readonly ordinals: Uint32Array;
  readonly lines: Uint32Array;
  readonly timesUs: Float64Array;
}

/** What rules found when they last ran, as a case keeps it. */
export interface KeptRuleResults {
  /** What holds for all of it, JSON. */
  readonly header: string;
  readonly findings: readonly KeptFinding[];
}

/** What the case thread offers for what rules found. It is derived: nothing of it is in the journal. */
export type RuleResultOperations = {
  /** Keeps it in the place of what was kept before. */
  keepRuleResults(input: KeptRuleResults): void;
  /** Null: no rule was run, or what was found does not stand any more. */
  ruleResults(input: null): KeptRuleResults | null;
};

interface StoredFinding {
  readonly key: string;
  readonly facts: string;
  readonly sources: Buffer;
  readonly ordinals: Buffer;
  readonly lines: Buffer;
  readonly times: Buffer;
}

/** The operations of the case thread about what rules found. */
export function createRuleResultOperations(database: Database): RuleResultOperations {
  const keep = database.transaction(({ header, findings }: KeptRuleResults) => {
    forgetRuleResults(database);
    database.prepare('INSERT INTO rule_result (id, header) VALUES (1, ?)').run(header);
    const add = database.prepare(
      'INSERT INTO rule_found (key, facts, sources, ordinals, lines, times) VALUES (?, ?, ?, ?, ?, ?)',
    );
    for (const { key, facts, sourceIds, ordinals, lines, timesUs } of findings) {
      const columns = [sourceIds, ordinals, lines, timesUs].map(bytesOf);
      add.run(key, facts, ...columns);
    }
  });
  return {
    keepRuleResults: (input) => keep(input),
    ruleResults() {
      const row = database.prepare<[], { header: string }>('SELECT header FROM rule_result').get();
      if (row === undefined) return null;
      const rows = database
        .prepare<[], StoredFinding>('SELECT * FROM rule_found ORDER BY rowid')
        .all();
      return { header: row.header, findings: rows.map(findingOf) };
    },
  };
}

/** Takes what rules found out of a case file. */
export function forgetRuleResults(database: Database): void {
  database.exec('DELETE FROM rule_found; DELETE FROM rule_result');
}

function bytesOf({ buffer, byteOffset, byteLength }: Uint32Array | Float64Array): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}

function findingOf({ key, facts, sources, ordinals, lines, times }: StoredFinding): KeptFinding {
  return {
    key,
    facts,
    sourceIds: new Uint32Array(copyOf(sources)),
    ordinals: new Uint32Array(copyOf(ordinals)),
    lines: new Uint32Array(copyOf(lines)),
    timesUs: new Float64Array(copyOf(times)),
  };
}

/** Bytes that begin where a number of any width may. */
function copyOf(bytes: Buffer): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}
