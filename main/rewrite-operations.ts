import type { Pseudonym } from '#shared/model/personal-data.ts';
import type { Database } from 'better-sqlite3';
import { Failure } from '#shared/model/failure.ts';
import type { CaseSink } from './ingest/index.ts';
import type { Journal } from './journal/index.ts';
import { readKinds } from './logstore/index.ts';
import {
  createFinder,
  createTextMasker,
  createValueEraser,
  loadNameLists,
  maskingKey,
  replaceInBytes,
} from './privacy/index.ts';

/** How the texts of a case are rewritten: values taken out, or all that is personal masked by the key of a case. */
export type RewriteHow =
  | { readonly what: 'erased'; readonly values: readonly string[] }
  | { readonly what: 'masked'; readonly key: Uint8Array };

/** What came of it. */
export interface Rewritten {
  /** Places in records and elsewhere that were rewritten. */
  readonly places: number;
  readonly sources: number;
  /** Sources whose kept original is gone. */
  readonly originals: number;
  /** Entries of the journal whose content was changed. */
  readonly entries: number;
  /** What stands for what in a masked copy; the case that it was made of keeps them. */
  readonly pseudonyms: readonly Pseudonym[];
}

/** What the case thread offers for rewriting. One rewriting at a time: begin, read the sources again, finish. */
export type RewriteOperations = {
  /** From here on `storedText` gives rewritten text. */
  beginRewrite(input: RewriteHow): Promise<void>;
  /** Whether the stored text of a source has anything that is to be rewritten. */
  rewriteTouches(input: { sourceId: number }): boolean;
  /** Gives texts up that could not be read again; nothing was changed. */
  cancelRewrite(input: null): void;
  /** Rewrites what stands outside of records, signs the tombstone, and overwrites what the file had freed. */
  finishRewrite(input: { reason: string; sourceIds: readonly number[] }): Rewritten;
};

interface Rewriter {
  readonly what: RewriteHow['what'];
  replace(text: string): string;
  places(): number;
  pseudonyms(): readonly Pseudonym[];
}

/** Texts beside the journal and the records, which are made by reading and by looking. */
const TEXT_COLUMNS: readonly (readonly [table: string, columns: readonly string[]])[] = [
  ['skipped', ['path', 'message']],
  ['view_state', ['value']],
  ['source_read', ['error', 'staged', 'point']],
  ['user_format', ['definition']],
  ['playbook_run', ['header']],
  ['playbook_step', ['result']],
];

/** The operations, and the text of sources as it is to be read again while a rewriting goes on. */
export function createRewriteOperations(
  database: Database,
  journal: Journal,
  storedText: CaseSink['storedText'],
): RewriteOperations & Pick<CaseSink, 'storedText'> {
  let rewriter: Rewriter | null = null;
  /** Places that were only looked at so far. */
  let looked = 0;

  const current = (): Rewriter => {
    if (rewriter === null) throw new Error('no rewriting was begun');
    return rewriter;
  };

  const rewrite: RewriteOperations['finishRewrite'] = ({ reason, sourceIds }) => {
    const { what, replace, places, pseudonyms } = current();
    const keyOf = database.prepare<[number], { key: string }>(
      'SELECT key FROM source_number WHERE id = ?',
    );
    const keys = (ids: readonly number[]): string[] =>
      ids.flatMap((id) => keyOf.get(id)?.key ?? []);
    // Originals cannot be masked byte for byte; of a masked copy none goes along.
    const held = what === 'masked' ? allSources(database) : sourceIds;
    const kept = held.filter(
      (id) => database.prepare('DELETE FROM original WHERE source_id = ?').run(id).changes > 0,
    );
    forgetSkeletons(database, replace);
    for (const [table, columns] of TEXT_COLUMNS) replaceColumns(database, table, columns, replace);
    if (what === 'masked') {
      // The copy is another's: neither what stands for what nor a key to sign with goes along.
      database.exec('DELETE FROM pseudonym');
      database.exec(`DELETE FROM meta WHERE key = 'signing_key'`);
    } else forgetPseudonyms(database, replace);
    const sources = keys(sourceIds);
    const entries = journal.replaceTexts(replace, {
      what,
      reason,
      places: places() - looked,
      sources,
      originals: keys(kept),
    });
    return {
      places: places() - looked,
      sources: sources.length,
      originals: kept.length,
      entries,
      pseudonyms: pseudonyms(),
    };
  };

  return {
    async beginRewrite(how) {
      if (rewriter !== null) {
        throw new Failure(
          'REWRITE_RUNS',
          'This case is being rewritten already. Wait until that is done.',
        );
      }
      rewriter = await rewriterOf(how);
      looked = 0;
    },
    storedText(input) {
      const block = storedText(input);
      if (block === null || rewriter === null) return block;
      const { replace } = rewriter;
      const text = replaceInBytes(block.text, replace);
      return { ...block, text: new Uint8Array(text) };
    },
    rewriteTouches({ sourceId }) {
      const { replace, places } = current();
      const before = places();
      try {
        for (let after: number | null = null; ;) {
          const block = storedText({ sourceId, after });
          if (block === null) return false;
          if (replaceInBytes(block.text, replace) !== block.text) return true;
          after = block.blockId;
        }
      } finally {
        looked += places() - before;
      }
    },
    cancelRewrite() {
      rewriter = null;
    },
    finishRewrite(input) {
      const rewritten = database.transaction(rewrite)(input);
      rewriter = null;
      // What was deleted still lies in free pages and in the write-ahead log.
      database.pragma('secure_delete = ON');
      database.exec('VACUUM');
      database.pragma('wal_checkpoint(TRUNCATE)');
      return rewritten;
    },
  };
}

async function rewriterOf(how: RewriteHow): Promise<Rewriter> {
  const find = createFinder(await loadNameLists());
  if (how.what === 'masked') {
    const masker = createTextMasker(maskingKey(how.key), find);
    let places = 0;
    const replace = (text: string): string => {
      const masked = masker.mask(text);
      if (masked !== text) places++;
      return masked;
    };
    return { what: 'masked', replace, places: () => places, pseudonyms: () => masker.taken() };
  }
  const eraser = createValueEraser(how.values, find);
  return {
    what: 'erased',
    replace: (text) => eraser.erase(text),
    places: () => eraser.places,
    pseudonyms: () => [],
  };
}

function allSources(database: Database): number[] {
  return database
    .prepare<[], { id: number }>('SELECT id FROM source_number')
    .all()
    .map(({ id }) => id);
}

/** Skeletons that no record has any more, and that have something in them that was rewritten. */
function forgetSkeletons(database: Database, replace: (text: string) => string): void {
  const used = new Set<number>();
  for (const { header } of database
    .prepare<[], { header: Buffer }>('SELECT header FROM block')
    .iterate()) {
    for (const id of readKinds(header).skeletonIds) used.add(id);
  }
  const put = database.prepare<[string, number]>('UPDATE skeleton SET text = ? WHERE id = ?');
  for (const { id, text } of database
    .prepare<[], { id: number; text: string }>('SELECT id, text FROM skeleton')
    .all()) {
    // Its number stays, so that all others keep theirs.
    if (!used.has(id) && replace(text) !== text) put.run('', id);
  }
}

function replaceColumns(
  database: Database,
  table: string,
  columns: readonly string[],
  replace: (text: string) => string,
): void {
  for (const column of columns) {
    const rows = database
      .prepare<[], { value: string }>(
        `SELECT DISTINCT ${column} AS value FROM ${table} WHERE ${column} IS NOT NULL`,
      )
      .all();
    const put = database.prepare<[string, string]>(
      `UPDATE ${table} SET ${column} = ? WHERE ${column} = ?`,
    );
    for (const { value } of rows) {
      const replaced = replace(value);
      if (replaced !== value) put.run(replaced, value);
    }
  }
}

function forgetPseudonyms(database: Database, replace: (text: string) => string): void {
  const forget = database.prepare<[string]>('DELETE FROM pseudonym WHERE pseudonym = ?');
  for (const { pseudonym, original } of database
    .prepare<[], { pseudonym: string; original: string }>(
      'SELECT pseudonym, original FROM pseudonym',
    )
    .all()) {
    if (replace(original) !== original) forget.run(pseudonym);
  }
}
