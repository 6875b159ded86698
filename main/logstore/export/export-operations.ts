import type { ExportFormat, ExportOrder } from '#shared/model/export.ts';
import { Failure } from '#shared/model/failure.ts';
import type { Pseudonym } from '#shared/model/personal-data.ts';
import { transferring } from '../../thread-call.ts';
import type { BlockFacts } from '../block-facts.ts';
import type { CaseBlocks } from '../case-blocks.ts';
import type { CaseKnowledge } from '../record-text.ts';
import type { TextPrivacy } from '../text-privacy.ts';
import type { ViewEntry } from '../view.ts';
import { ViewOrder, type RecordKey } from '../view-order.ts';
import { BlockRecord } from './block-record.ts';
import { csvLines } from './csv-lines.ts';
import type { WriteRecord } from './exported-record.ts';
import { FileOrder } from './file-order.ts';
import { jsonLines } from './json-lines.ts';
import { maskedWriter } from './masked-record.ts';
import { timeWriter } from './time-writer.ts';
import { timesketchLines } from './timesketch-lines.ts';

/** What a thread must know to write records of an export. */
export interface ExportPlan {
  readonly id: string;
  readonly entries: readonly ViewEntry[];
  readonly format: ExportFormat;
  readonly order: ExportOrder;
  /** Zone that times are written in. */
  readonly zone: string;
  /** Columns of a CSV. */
  readonly columns: readonly string[];
  readonly formulaSafe: boolean;
  /** Text of each template by its id. */
  readonly templates: ReadonlyMap<number, string>;
  readonly masked: boolean;
}

/** What a search thread offers to exports. Rows are counted in the export's order. */
export type ExportOperations = {
  /** Takes a plan, in the place of one with the same id. */
  exportBegin(input: ExportPlan): Promise<void>;
  /** Names of the fields of some rows, in the order in which they first occur. Counted in the order of files. */
  exportFields(input: { id: string; start: number; count: number }): string[];
  /** Rows as UTF-8; as many as a part may hold, at least one. */
  exportPart(input: { id: string; start: number; count: number }): {
    bytes: Uint8Array<ArrayBuffer>;
    records: number;
    pseudonyms: readonly Pseudonym[];
  };
  exportEnd(input: { id: string }): void;
};

/** Characters of records that one part may hold, so that memory does not grow with how long records are. */
const PART_CHARACTERS = 4 * 1024 * 1024;

interface OpenExport {
  readonly plan: ExportPlan;
  readonly order: { rows(start: number, count: number): RecordKey[] };
  readonly files: FileOrder;
  readonly write: WriteRecord;
  readonly masking: TextPrivacy | null;
}

/** The export operations of a search thread. Throw VIEW_GONE when blocks were replaced since. */
export function createExportOperations(
  blocks: CaseBlocks,
  knowledge: CaseKnowledge,
  openPrivacy: () => Promise<TextPrivacy>,
): ExportOperations {
  const exports = new Map<string, OpenExport>();
  const encoder = new TextEncoder();

  const openExport = (id: string): OpenExport => {
    const open = exports.get(id);
    if (open === undefined || open.plan.entries.some(({ blockId }) => !blocks.find(blockId))) {
      throw new Failure(
        'VIEW_GONE',
        'The case changed while it was exported: a source was removed or read again. Export it again.',
        {},
        { retryable: true },
      );
    }
    return open;
  };

  return {
    async exportBegin(plan) {
      const masking = plan.masked ? await openPrivacy() : null;
      const files = new FileOrder(plan.entries, blocks);
      const order = plan.order === 'file' ? files : new ViewOrder(plan.entries, blocks);
      const plain = writerOf(plan);
      const write = masking === null ? plain : maskedWriter(plain, masking);
      exports.set(plan.id, { plan, order, files, write, masking });
    },
    exportFields({ id, start, count }) {
      const { plan, files } = openExport(id);
      const names = new Set<string>();
      forEachByBlock(files.rows(start, count), plan, (record) => {
        for (const name of Object.keys(record.fields())) names.add(name);
      });
      return [...names];
    },
    exportPart({ id, start, count }) {
      const { plan, order, write, masking } = openExport(id);
      const keys = firstOf(order.rows(start, count), blocks);
      const lines = Array.from<string>({ length: keys.length });
      forEachByBlock(keys, plan, (record, position) => {
        lines[position] = write(record);
      });
      const bytes = encoder.encode(lines.join(''));
      const pseudonyms = masking?.taken() ?? [];
      return transferring({ bytes, records: keys.length, pseudonyms }, [bytes.buffer]);
    },
    exportEnd({ id }) {
      exports.delete(id);
    },
  };

  /**
   * Opens each block once, however records of many blocks alternate in time: a block more than the cache
   * holds would otherwise be unpacked for every record.
   */
  function forEachByBlock(
    keys: readonly RecordKey[],
    { templates }: ExportPlan,
    work: (record: BlockRecord, position: number) => void,
  ): void {
    const byBlock = new Map<BlockFacts, number[]>();
    for (const [position, { block }] of keys.entries()) {
      const positions = byBlock.get(block);
      if (positions === undefined) byBlock.set(block, [position]);
      else positions.push(position);
    }
    for (const [block, positions] of byBlock) {
      const record = new BlockRecord(block, blocks, knowledge, templates);
      for (const position of positions) work(record.at(keys[position]?.index ?? 0), position);
    }
  }
}

function writerOf({ format, zone, columns, formulaSafe }: ExportPlan): WriteRecord {
  switch (format) {
    case 'csv':
      return csvLines(columns, formulaSafe, timeWriter(zone));
    case 'jsonl':
      return jsonLines(timeWriter(zone));
    case 'timesketch':
      return timesketchLines();
    case 'text':
      return (record) => record.text();
  }
}

/** The first keys whose records fit into a part. */
function firstOf(keys: readonly RecordKey[], blocks: CaseBlocks): readonly RecordKey[] {
  let characters = 0;
  const tooMany = keys.findIndex(({ block, index }, position) => {
    const { offsets } = blocks.columns(block);
    characters += (offsets[index + 1] ?? 0) - (offsets[index] ?? 0);
    return characters > PART_CHARACTERS && position > 0;
  });
  return tooMany < 0 ? keys : keys.slice(0, tooMany);
}
