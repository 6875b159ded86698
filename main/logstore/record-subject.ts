import type { FieldValue } from '#shared/model/record.ts';
import { WORKED_OUT, type Subject } from '#shared/query/index.ts';
import { UNKNOWN_MESSAGE, type BlockColumns } from './block-columns.ts';
import type { BlockFacts } from './block-facts.ts';
import type { CaseBlocks } from './case-blocks.ts';
import type { OpenText } from './open-text.ts';
import { messageIn, rawText, type CaseKnowledge, type SourceText } from './record-text.ts';

/** One record as the query sees it; reused from record to record, text and fields read when asked for. */
export class RecordSubject implements Subject {
  readonly source: string;
  private readonly block: BlockFacts;
  private readonly blocks: CaseBlocks;
  private readonly openColumns: () => BlockColumns;
  private opened: BlockColumns | null = null;
  private readonly knowledge: CaseKnowledge;
  private readonly text: SourceText;
  private from: (() => OpenText) | null = null;
  /** Where records begin and end. */
  private extents: Pick<BlockColumns, 'offsets' | 'ends'> | null = null;
  private index = 0;
  private fields: ReturnType<SourceText['fields']> | null = null;

  constructor(
    block: BlockFacts,
    blocks: CaseBlocks,
    openColumns: () => BlockColumns,
    knowledge: CaseKnowledge,
  ) {
    this.block = block;
    this.blocks = blocks;
    this.openColumns = openColumns;
    this.knowledge = knowledge;
    this.text = knowledge.source(block.sourceId, block.shape);
    this.source = this.text.path;
  }

  private get columns(): BlockColumns {
    this.opened ??= this.openColumns();
    return this.opened;
  }

  /** Takes the records' text from there, when one is asked for its text, instead of opening the whole block's. */
  readFrom(text: () => OpenText): void {
    this.from = text;
  }

  at(index: number): this {
    this.index = index;
    this.fields = null;
    return this;
  }

  get level(): number {
    return this.block.kinds.levels[this.kind] ?? 0;
  }

  get timeUs(): number {
    return this.columns.timed[this.index] === 1
      ? (this.columns.timeUs[this.index] ?? Number.NaN)
      : Number.NaN;
  }

  get templateId(): number {
    return this.knowledge.templateOf(this.skeletonId);
  }

  get issue(): string | null {
    return this.knowledge.issueOf(this.skeletonId);
  }

  detected(): readonly string[] {
    const { sourceId, firstOrdinal } = this.block;
    return this.knowledge.detected(sourceId, firstOrdinal + this.index, 1);
  }

  message(): string {
    const at = this.columns.messageAt[this.index] ?? UNKNOWN_MESSAGE;
    return messageIn(this.raw(), at, this.text);
  }

  field(name: string): FieldValue | undefined {
    if (this.fields === null && !this.blocks.isTogether) return this.text.field(this.raw(), name);
    const fields = this.allFields();
    return Object.hasOwn(fields, name) ? fields[name] : undefined;
  }

  *values(): Generator<FieldValue> {
    for (const [name, value] of Object.entries(this.allFields())) {
      if (!WORKED_OUT.has(name)) yield value;
    }
  }

  private get kind(): number {
    return this.columns.kinds[this.index] ?? 0;
  }

  private get skeletonId(): number {
    return this.block.kinds.skeletonIds[this.kind] ?? 0;
  }

  private raw(): string {
    const { from, index } = this;
    if (from === null) return rawText(this.blocks, this.block, index);
    this.extents ??= { offsets: this.columns.offsets, ends: this.columns.ends };
    const { offsets, ends } = this.extents;
    const { starts, text } = from();
    const start = starts[index] ?? 0;
    const length = (ends[index] ?? 0) - (offsets[index] ?? 0);
    return text.slice(start, start + length);
  }

  private allFields(): ReturnType<SourceText['fields']> {
    this.fields ??= this.blocks.fieldsOf(this.block, this.index, () =>
      this.text.fields(this.raw()),
    );
    return this.fields;
  }
}
