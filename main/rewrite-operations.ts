import type { Pseudonym } from '#shared/model/personal-data.ts';
import type { Database } from 'better-sqlite3';
import { Failure } from '#shared/model/failure.ts';
import { forgetDiagnosis } from './diagnosis-operations.ts';
import { overwriteFreed, skeletonEmptier, usedSkeletons } from './forget-erased.ts';
import type { CaseSink, SkeletonNumbers } from './ingest/index.ts';
import { textsThatChange, type ChangingEntry, type Journal } from './journal/index.ts';
import { forgetRuleResults } from './rule-result-operations.ts';

/** How the texts of a case are rewritten: values taken out, or all that is personal masked by the key of a case. */
export type RewriteHow =
  | { readonly what: 'erased'; readonly values: readonly string[] }
  | { readonly what: 'masked'; readonly key: Uint8Array };

/** What came of it. */
export interface Rewritten {
  /** Places in records that were rewritten. */
  readonly places: number;
  readonly sources: number;
  /** Sources whose kept original is gone. */
  readonly originals: number;
  /** Entries of the journal whose content was changed. */
  readonly entries: number;
  /** What stands for what in a masked copy; the case that it was made of keeps them. */
  readonly pseudonyms: readonly Pseudonym[];
}

/** What a rewriting would do to a block of a source's text. */
export interface BlockPreview {
  readonly blockId: number;
  readonly places: number;
  /** Line ends in its text. */
  readonly lineEnds: number;
  /** Lines that would change: how many stand before them in the block, and what they are and would be. */
  readonly lines: readonly ChangingLine[];
}

export interface ChangingLine {
  readonly at: number;
  readonly before: string;
  readonly after: string;
}

/** What it would do beside the records. */
export interface BesidePreview {
  /** Sources whose kept original would go. */
  readonly originals: readonly number[];
  readonly entries: readonly ChangingEntry[];
  /** Kept searches, messages of unread files and the like. */
  readonly remembered: number;
}

/** What the case thread offers for rewriting. One rewriting at a time: begin, read the sources again, finish. */
export type RewriteOperations = {
  /** From here on `storedText` gives rewritten text. */
  beginRewrite(input: RewriteHow): Promise<void>;
  /** What would become of the block after another (null: the first); null: there is none. */
  previewBlock(input: { sourceId: number; after: number | null }): BlockPreview | null;
  previewBeside(input: { sourceIds: readonly number[] }): BesidePreview;
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
  replaceInBytes(bytes: Uint8Array, replace: (text: string) => string): Uint8Array;
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
  skeletons: SkeletonNumbers,
  storedText: CaseSink['storedText'],
): RewriteOperations & Pick<CaseSink, 'storedText'> {
  let rewriter: Rewriter | null = null;
  /** Places in the text of each block: one that is read twice counts once. */
  const placesIn = new Map<number, number>();

  const current = (): Rewriter => {
    if (rewriter === null) throw new Error('no rewriting was begun');
    return rewriter;
  };

  const replaceBlock = ({ blockId, text }: { blockId: number; text: Uint8Array }): Uint8Array => {
    const { replace, replaceInBytes, places } = current();
    const before = places();
    const replaced = replaceInBytes(text, replace);
    placesIn.set(blockId, places() - before);
    return replaced;
  };

  const rewrite: RewriteOperations['finishRewrite'] = ({ reason, sourceIds }) => {
    const { what, replace, pseudonyms } = current();
    const places = [...placesIn.values()].reduce((sum, count) => sum + count, 0);
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
    forgetRuleResults(database);
    forgetDiagnosis(database);
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
      places,
      sources,
      originals: keys(kept),
    });
    return {
      places,
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
      placesIn.clear();
    },
    storedText(input) {
      const block = storedText(input);
      if (block === null || rewriter === null) return block;
      return { ...block, text: new Uint8Array(replaceBlock(block)) };
    },
    previewBlock({ sourceId, after }) {
      const block = storedText({ sourceId, after });
      if (block === null) return null;
      const replaced = replaceBlock(block);
      const before = linesOf(block.text);
      const lines = replaced === block.text ? [] : changedLines(before, linesOf(replaced));
      const { blockId } = block;
      return { blockId, places: placesIn.get(blockId) ?? 0, lineEnds: before.length - 1, lines };
    },
    previewBeside({ sourceIds }) {
      const { replace } = current();
      const hasOriginal = database.prepare<[number]>(
        'SELECT 1 FROM original WHERE source_id = ? LIMIT 1',
      );
      return {
        originals: sourceIds.filter((id) => hasOriginal.get(id) !== undefined),
        entries: textsThatChange(database, replace),
        remembered: TEXT_COLUMNS.flatMap(([table, columns]) =>
          columns.flatMap((column) => changesIn(database, table, column, replace)),
        ).length,
      };
    },
    rewriteTouches({ sourceId }) {
      for (let after: number | null = null; ;) {
        const block = storedText({ sourceId, after });
        if (block === null) return false;
        if (replaceBlock(block) !== block.text) return true;
        after = block.blockId;
      }
    },
    cancelRewrite() {
      rewriter = null;
    },
    finishRewrite(input) {
      const rewritten = database.transaction(rewrite)(input);
      skeletons.load();
      rewriter = null;
      overwriteFreed(database);
      return rewritten;
    },
  };
}

async function rewriterOf(how: RewriteHow): Promise<Rewriter> {
  // Its code and lists take a tenth of the time of starting this thread, and most cases are never rewritten.
  const {
    createFinder,
    createTextMasker,
    createValueEraser,
    loadNameLists,
    maskingKey,
    replaceInBytes,
  } = await import('./privacy/index.ts');
  const find = createFinder(await loadNameLists());
  if (how.what === 'masked') {
    const masker = createTextMasker(maskingKey(how.key), find);
    let places = 0;
    const replace = (text: string): string => {
      const masked = masker.mask(text);
      if (masked !== text) places++;
      return masked;
    };
    return {
      what: 'masked',
      replace,
      replaceInBytes,
      places: () => places,
      pseudonyms: () => masker.taken(),
    };
  }
  const eraser = createValueEraser(how.values, find);
  return {
    what: 'erased',
    replaceInBytes,
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

/** Of skeletons that no record has any more: what stood in their slots, and those that have something in them that was rewritten. */
function forgetSkeletons(database: Database, replace: (text: string) => string): void {
  const used = usedSkeletons(database);
  const empty = skeletonEmptier(database);
  const forgetSlots = database.prepare<[number]>('UPDATE skeleton SET slots = NULL WHERE id = ?');
  for (const { id, text } of database
    .prepare<[], { id: number; text: string }>('SELECT id, text FROM skeleton')
    .all()) {
    if (used.has(id)) continue;
    if (replace(text) === text) forgetSlots.run(id);
    else empty(id);
  }
}

/** The lines of a text, which may be in any encoding that leaves line ends as they are. */
function linesOf(text: Uint8Array): string[] {
  return Buffer.from(text.buffer, text.byteOffset, text.byteLength).toString().split('\n');
}

/** A rewriting leaves the number of lines as it is. */
function changedLines(before: readonly string[], after: readonly string[]): ChangingLine[] {
  return before.flatMap((line, at) => {
    const now = after[at] ?? '';
    return now === line ? [] : [{ at, before: line, after: now }];
  });
}

/** Values of a column that change, with what they become. */
function changesIn(
  database: Database,
  table: string,
  column: string,
  replace: (text: string) => string,
): { value: string; replaced: string }[] {
  return database
    .prepare<[], { value: string }>(
      `SELECT DISTINCT ${column} AS value FROM ${table} WHERE ${column} IS NOT NULL`,
    )
    .all()
    .map(({ value }) => ({ value, replaced: replace(value) }))
    .filter(({ value, replaced }) => value !== replaced);
}

function replaceColumns(
  database: Database,
  table: string,
  columns: readonly string[],
  replace: (text: string) => string,
): void {
  for (const column of columns) {
    const put = database.prepare<[string, string]>(
      `UPDATE ${table} SET ${column} = ? WHERE ${column} = ?`,
    );
    for (const { value, replaced } of changesIn(database, table, column, replace)) {
      put.run(replaced, value);
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
