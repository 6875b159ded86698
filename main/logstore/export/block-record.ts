import { levelOf } from '#shared/model/level.ts';
import type { Fields, RecordTime } from '#shared/model/record.ts';
import type { BlockColumns } from '../block-columns.ts';
import { UNTIMED_US, type BlockFacts } from '../block-facts.ts';
import type { CaseBlocks } from '../case-blocks.ts';
import type { CaseKnowledge, SourceText } from '../record-text.ts';
import type { ExportedRecord } from './exported-record.ts';

/** One record of a block on its way out; reused from record to record. */
export class BlockRecord implements ExportedRecord {
  readonly source: string;
  private readonly block: BlockFacts;
  private readonly columns: BlockColumns;
  private readonly whole: string;
  private readonly reader: SourceText;
  private readonly templateText: (skeletonId: number) => string;
  private index = 0;

  constructor(
    block: BlockFacts,
    blocks: CaseBlocks,
    knowledge: CaseKnowledge,
    templates: ReadonlyMap<number, string>,
  ) {
    this.block = block;
    this.columns = blocks.columns(block);
    this.whole = blocks.text(block);
    this.reader = knowledge.source(block.sourceId, block.shape);
    this.source = this.reader.path;
    this.templateText = (skeleton) => templates.get(knowledge.templateOf(skeleton)) ?? '';
  }

  at(index: number): this {
    this.index = index;
    return this;
  }

  get line(): number {
    return this.block.firstLine + (this.columns.lineOffsets[this.index] ?? 0);
  }

  get time(): RecordTime | null {
    const { timed, timeUs, timeNs, timeDigits } = this.columns;
    if (timed[this.index] !== 1) return null;
    const { index } = this;
    return { us: timeUs[index] ?? 0, ns: timeNs[index] ?? 0, digits: timeDigits[index] ?? 0 };
  }

  get placeUs(): number | null {
    const us = this.columns.timeUs[this.index] ?? UNTIMED_US;
    return us === UNTIMED_US ? null : us;
  }

  get level(): string {
    return levelOf(this.block.kinds.levels[this.kind] ?? 0);
  }

  get template(): string {
    return this.templateText(this.block.kinds.skeletonIds[this.kind] ?? 0);
  }

  message(): string {
    const at = this.columns.messageAt[this.index] ?? -1;
    return at >= 0 ? this.raw.slice(at) : this.reader.message(this.raw);
  }

  fields(): Fields {
    return this.reader.fields(this.raw);
  }

  text(): string {
    const { offsets, ends } = this.columns;
    const next = offsets[this.index + 1] ?? 0;
    const text = this.whole.slice(offsets[this.index], next);
    return next > (ends[this.index] ?? 0) ? text : `${text}\n`;
  }

  private get raw(): string {
    return this.whole.slice(this.columns.offsets[this.index], this.columns.ends[this.index]);
  }

  private get kind(): number {
    return this.columns.kinds[this.index] ?? 0;
  }
}
