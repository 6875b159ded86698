import { createHash } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { openCaseFile } from '../../main/cases/index.ts';
import { createStreamSink, exportCase } from '../../main/export/index.ts';
import { sealOf } from '../../main/journal/index.ts';
import { BlockParts, unpackText } from '../../main/logstore/index.ts';
import { openCase } from '../../main/open-case.ts';
import { wholeJournal } from './whole-journal.ts';

interface BlockRow {
  id: number;
  source: number;
  ordinal: number;
  records: number;
  line: number;
  lines: number;
  codec: string;
  size: number;
  text: Buffer;
}

interface SourceState {
  id: number;
  path: string;
  state: string;
  bytes: number;
  records: number;
  lines: number;
}

/** Text of each source by its path. */
export type Texts = ReadonlyMap<string, Buffer>;

/**
 * Looks at a case that was left behind by a killed process, before anything goes on with it. Gives what it
 * holds of each source. Throws what is wrong: a record twice, a gap, sums that are not those of the blocks.
 */
export function checkWhole(path: string, key: Buffer): Texts {
  const database = openCaseFile({ path, key, readonly: false });
  try {
    const verdict = database.pragma('integrity_check', { simple: true });
    if (verdict !== 'ok') throw new Error(`the file is damaged: ${String(verdict)}`);
    const rows = database
      .prepare<[], BlockRow>(
        `SELECT block.id, source_id AS source, first_ordinal AS ordinal, records, first_line AS line, lines,
           codec, data AS text FROM block JOIN block_text ON block_text.block_id = block.id
         WHERE staged IN (0, 3) ORDER BY source_id, block.id`,
      )
      .all();
    const sources = database
      .prepare<[], SourceState>(
        `SELECT source.id, path, COALESCE(state, '') AS state, COALESCE(bytes, 0) AS bytes, COALESCE(records, 0) AS records,
           COALESCE(lines, 0) AS lines FROM source LEFT JOIN source_read ON source_id = source.id`,
      )
      .all();
    const skeletons = database
      .prepare<[], number>('SELECT COUNT(*) - COALESCE(MAX(id), 0) FROM skeleton')
      .pluck()
      .get();
    if (skeletons !== 0) throw new Error('skeletons are not numbered without a gap');
    return new Map(
      sources.map((source) => {
        const blocks = rows.filter((row) => row.source === source.id);
        return [source.path, textOf(source, blocks, new BlockParts(database))];
      }),
    );
  } finally {
    database.close();
  }
}

function textOf(source: SourceState, blocks: readonly BlockRow[], parts: BlockParts): Buffer {
  let ordinal = 0;
  let line = 1;
  for (const block of blocks) {
    if (block.ordinal !== ordinal || block.line !== line) {
      throw new Error(`${source.path}: block at record ${block.ordinal}, expected ${ordinal}`);
    }
    ordinal += block.records;
    line += block.lines;
  }
  const text = Buffer.concat(
    // Copied: the memory is used again for the next.
    blocks.map(({ id, codec, text: packed }) =>
      Buffer.from(unpackText(codec, packed, parts.of(id, 'text'))),
    ),
  );
  // What another source has is kept, and counts for nothing.
  if (source.state === 'duplicate') return text;
  if (ordinal !== source.records || line - 1 !== source.lines || text.length !== source.bytes) {
    throw new Error(`${source.path}: sums are not those of its blocks`);
  }
  return text;
}

/** What each source is sealed to hold, by its path. */
function sealsInForce(path: string, key: Buffer): string[] {
  const database = openCaseFile({ path, key, readonly: true });
  try {
    return database
      .prepare<[], { source: string; seal: string }>(
        'SELECT path AS source, sealed AS seal FROM source JOIN source_read ON source_id = source.id WHERE sealed IS NOT NULL',
      )
      .all()
      .map(({ source, seal }) => `${source} ${JSON.stringify(sealOf(database, seal))}`)
      .sort();
  } finally {
    database.close();
  }
}

/**
 * Everything about a case that reading made, as text that two cases of the same logs have alike: sources,
 * what was skipped, the journal's kinds, and the hash of all records with their times, levels and fields.
 */
export async function finalState(path: string, caseKey: Buffer): Promise<string> {
  const open = await openCase({ path, key: caseKey, signer: null, created: null }, () => {});
  try {
    const journal = await wholeJournal(open);
    const { broken } = await open.journalVerify();
    const hash = createHash('sha256');
    const out = new PassThrough();
    out.on('data', (piece: Buffer) => hash.update(piece));
    const all = {
      query: '',
      fromUs: null,
      toUs: null,
      part: { by: 'query' },
      columns: null,
    } as const;
    const how = { format: 'jsonl', order: 'file', zone: 'UTC', formulaSafe: false } as const;
    const stop = new AbortController();
    const sink = createStreamSink(out, null);
    const { records } = await exportCase(open, { ...all, ...how }, sink, stop.signal, () => {});
    const sources = open.sources().map(({ seconds, key, ...source }) => ({
      ...source,
      isTimed: seconds > 0,
      hasKey: key !== '',
    }));
    const skipped = (await open.skipped()).map(({ path: of, code }) => `${of} ${code}`);
    // A source that failed is tried again whenever what was asked for is gone on with, and is sealed each time.
    const kinds = journal.flatMap(({ kind }) => (kind === 'source.sealed' ? [] : [kind])).sort();
    const unfinished = await open.isUnfinished();
    return JSON.stringify(
      {
        sources,
        skipped: skipped.sort(),
        kinds,
        seals: sealsInForce(path, caseKey),
        broken,
        unfinished,
        records,
        sha256: hash.digest('hex'),
      },
      null,
      1,
    );
  } finally {
    await open.close();
  }
}
