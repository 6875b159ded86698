import { blockVerdict, type LiteralNeed, type Verdict } from '#shared/query/index.ts';
import type { BlockColumns } from './block-columns.ts';
import { checked } from './block-text.ts';
import type { BlockFacts } from './block-facts.ts';
import type { CaseBlocks } from './case-blocks.ts';
import { decideInColumns, decideInRecords } from './column-verdicts.ts';
import { fieldPlaces, fieldsAsked, fieldStates, type FieldsAsked } from './field-states.ts';
import { NOTHING, selectFound } from './found-selection.ts';
import { collectInTime, countHits } from './hits.ts';
import { holdsByte } from './holds-byte.ts';
import { kindVerdicts, type KindVerdicts } from './kind-verdicts.ts';
import { IN, OPEN, OUT, statesOfKinds } from './record-states.ts';
import { templateVerdicts, withoutLines } from './line-verdicts.ts';
import { mayOccur, needInText } from './literal-need.ts';
import { openRecords, openText, type OpenText } from './open-text.ts';
import { RecordSubject } from './record-subject.ts';
import type { CaseKnowledge, SourceText } from './record-text.ts';
import type { ScanPlan } from './scan-plan.ts';
import type { StoredLines } from './stored-lines.ts';
import { CERTAIN_WITHIN, textSearch, type TextSearch } from './text-search.ts';
import type { Selection } from './view.ts';

/** What decided about a block. */
export type DecidedBy = 'facts' | 'templates' | 'words' | 'fields' | 'records';

export interface BlockResult {
  readonly by: DecidedBy;
  readonly count: number;
  readonly selection: Selection;
}

/** Finds the matching records of one block, opening as little of it as will do. */
export function scanBlock(
  plan: ScanPlan,
  block: BlockFacts,
  blocks: CaseBlocks,
  knowledge: CaseKnowledge,
): BlockResult {
  const range = rangeVerdict(plan, block);
  const facts = range === 'none' ? 'none' : factsVerdict(plan, block, knowledge);
  if (facts === 'none') return { by: 'facts', count: 0, selection: NOTHING };
  if (facts === 'all' && range === 'all') {
    return { by: 'facts', count: block.records, selection: { by: 'all' } };
  }
  const verdicts = kindVerdicts(plan, block, facts, blocks, knowledge);
  if (!verdicts.hasOpen && !verdicts.hasAccepted) {
    return { by: 'templates', count: 0, selection: NOTHING };
  }
  if (!verdicts.hasOpen && range === 'all') return byKinds(verdicts.states, block);
  let asked: FieldsAsked | null | undefined;
  const fields = (): FieldsAsked | null =>
    asked === undefined ? (asked = fieldsAsked(plan, block, blocks, knowledge, verdicts)) : asked;
  const byFields = scanFields(plan, block, blocks, verdicts, fields);
  if (byFields !== null) return byFields;
  const need = needInText(plan.literals, knowledge.source(block.sourceId, block.shape).added);
  const refined = settle(plan, need, block, blocks, verdicts, () => {
    const of = fields();
    return of === null ? null : fieldStates(plan, block, blocks, knowledge, verdicts.told, of);
  });
  const byKind = refined === null && !verdicts.states.includes(OPEN);
  if (byKind && !verdicts.states.includes(IN)) return { by: 'words', count: 0, selection: NOTHING };
  if (byKind && range === 'all') return byKinds(verdicts.states, block);
  const scan = new RecordScan(plan, need, block, blocks, knowledge, verdicts, refined);
  return { by: scan.hasOpen ? 'records' : 'fields', ...scan.run() };
}

/** Finds records by a column of fields alone; null: it does not tell all of them. */
function scanFields(
  plan: ScanPlan,
  block: BlockFacts,
  blocks: CaseBlocks,
  { hasAccepted }: KindVerdicts,
  fields: () => FieldsAsked | null,
): BlockResult | null {
  if (plan.pieces.length > 0 || plan.fromUs !== null || plan.toUs !== null) return null;
  if (plan.fields.length !== 1 || hasAccepted || !block.inOrder) return null;
  const asked = fields();
  const places = asked === null ? null : fieldPlaces(asked, block, blocks);
  if (places === null) return null;
  const count = places.length;
  const write = (indices: Uint32Array): void => indices.set(places);
  const columns = blocks.passingColumns(block);
  return { by: 'fields', count, selection: selectFound(count, write, block, blocks, columns) };
}

/**
 * Decides what it can of the kinds that are left open, by fields and by words. Gives a state a record where fields were
 * looked at; null: what the kinds say, with those closed whose words do not occur.
 */
function settle(
  plan: ScanPlan,
  need: LiteralNeed,
  block: BlockFacts,
  blocks: CaseBlocks,
  verdicts: KindVerdicts,
  byFields: () => Uint8Array | null,
): Uint8Array | null {
  if (!verdicts.hasOpen) return null;
  // Fields that leave nothing open spare the filter of words, which takes longer to open; of a message it tells more.
  const isEarly = plan.pieces.length === 0;
  const early = isEarly ? byFields() : null;
  const states = early ?? verdicts.states;
  if (holdsByte(states, OPEN) && filterCloses(plan, need, blocks, block)) {
    states.forEach((state, at) => {
      if (state === OPEN) states[at] = OUT;
    });
    return early;
  }
  return isEarly ? early : byFields();
}

function byKinds(states: Uint8Array, block: BlockFacts): BlockResult {
  let count = 0;
  states.forEach((state, kind) => {
    if (state === IN) count += block.kinds.counts[kind] ?? 0;
  });
  const selection: Selection =
    count === block.records ? { by: 'all' } : { by: 'kinds', accepted: states.slice() };
  return { by: 'templates', count, selection };
}

function rangeVerdict(plan: ScanPlan, block: BlockFacts): Verdict {
  if (plan.fromUs === null && plan.toUs === null) return 'all';
  const from = plan.fromUs ?? Number.NEGATIVE_INFINITY;
  const to = plan.toUs ?? Number.POSITIVE_INFINITY;
  if (!block.timed || block.maxUs < from || block.minUs > to) return 'none';
  return block.minUs >= from && block.maxUs <= to ? 'all' : 'some';
}

function factsVerdict(plan: ScanPlan, block: BlockFacts, knowledge: CaseKnowledge): Verdict {
  if (plan.query.root === null) return 'all';
  const known = {
    timeMinUs: block.minUs,
    timeMaxUs: block.maxUs,
    untimed: true, // Some of its records may have no time of their own, which no time range matches.
    timed: block.timed,
    levels: block.kinds.ofLevels,
    source: knowledge.source(block.sourceId, block.shape).path,
    detected: knowledge.detected(block.sourceId, block.firstOrdinal, block.records),
  };
  return blockVerdict(plan.query, known, plan.zone);
}

/** Whether the block's filter of words says that nothing in it matches, if it is worth opening. */
function filterCloses(
  { filters }: ScanPlan,
  need: LiteralNeed,
  blocks: CaseBlocks,
  block: BlockFacts,
): boolean {
  if (!filters.pays()) return false;
  const closes = !mayOccur(need, () => blocks.filter(block));
  filters.note(closes);
  return closes;
}

/** Looks at the records of one block. */
class RecordScan {
  private readonly plan: ScanPlan;
  private readonly need: LiteralNeed;
  private readonly block: BlockFacts;
  private readonly blocks: CaseBlocks;
  private readonly verdicts: KindVerdicts;
  /** A state a record, where its fields decided. */
  private refined: Uint8Array | null;
  /** Whether some record must be looked at. */
  readonly hasOpen: boolean;
  private opened: BlockColumns | null = null;
  private readonly subject: RecordSubject;
  private readonly text: SourceText;

  constructor(
    plan: ScanPlan,
    need: LiteralNeed,
    block: BlockFacts,
    blocks: CaseBlocks,
    knowledge: CaseKnowledge,
    verdicts: KindVerdicts,
    refined: Uint8Array | null,
  ) {
    this.plan = plan;
    this.need = need;
    this.block = block;
    this.blocks = blocks;
    this.verdicts = verdicts;
    this.refined = refined;
    this.hasOpen = this.anyOpen;
    this.text = knowledge.source(block.sourceId, block.shape);
    this.subject = new RecordSubject(block, blocks, () => blocks.passingColumns(block), knowledge);
  }

  /** What the kinds say. */
  private get states(): Uint8Array {
    return this.verdicts.states;
  }

  private get columns(): BlockColumns {
    this.opened ??= this.blocks.passingColumns(this.block);
    return this.opened;
  }

  run(): { count: number; selection: Selection } {
    const stored = this.hasOpen ? this.blocks.storedLines(this.block) : null;
    try {
      return this.runIn(stored);
    } finally {
      stored?.release();
    }
  }

  private runIn(stored: StoredLines | null): { count: number; selection: Selection } {
    if (stored !== null) this.decideInColumns(stored);
    const isOpen = stored === null ? this.hasOpen : this.anyOpen;
    if (this.refined !== null && !isOpen && this.isUnbounded) return this.takeRefined();
    const search = isOpen ? textSearch(this.plan, this.need, () => this.columns) : null;
    if (search === null) return this.runEach(stored);
    if (stored !== null) this.closeByLines(search, stored);
    if (!this.anyOpen && !this.hasAccepted) return { count: 0, selection: NOTHING };
    const open = this.open(stored);
    const { text } = open;
    this.subject.readFrom(() => open);
    search.pattern.lastIndex = 0;
    // Most blocks that the filter lets through hold nothing: their columns stay closed.
    const first = search.pattern.exec(text);
    if (first === null && search.missed.length === 0 && !this.hasAccepted) {
      return { count: 0, selection: NOTHING };
    }
    const hit = new Uint8Array(this.columns.records);
    const count = this.takeAccepted(hit) + this.takeFound(search, first, open, hit);
    return { count, selection: this.select(hit, count) };
  }

  /** Decides records whose lines tell by what varies in them whether something is found in their message. */
  private decideInColumns(stored: StoredLines): void {
    const { plan, states, refined } = this;
    if (plan.columns === null) {
      this.closeInColumns(stored);
      return;
    }
    const { columns: search } = plan;
    const known = { kinds: states, records: refined };
    const told = checked(() => decideInColumns(search, stored, this.columns, known, this.text));
    this.refined = told ?? refined;
    plan.filters.spare(told !== null && !this.anyOpen);
  }

  /**
   * Closes records that do not hold the text which every match of a query on fields alone must have: an address, an id. Put together for
   * it, the text of 1 GB took 2.7 s.
   */
  private closeInColumns(stored: StoredLines): void {
    const { plan, block, need, states, refined } = this;
    if (plan.pieces.length > 0) return;
    const known = { kinds: states, records: refined };
    const told = plan.needed.close(
      need,
      () => openRecords(block, states, refined),
      (by) => checked(() => decideInRecords(by, stored, this.columns, known, this.text)),
    );
    this.refined = told ?? refined;
  }

  private open(stored: StoredLines | null): OpenText {
    const { block, blocks, states, refined } = this;
    return openText(block, blocks, () => this.columns, states, refined, stored);
  }

  /** Closes records that have no line in which the search may find something. */
  private closeByLines({ mayFind, missed }: TextSearch, stored: StoredLines): void {
    if (mayFind === null) return;
    const verdicts = templateVerdicts(stored, mayFind);
    if (!verdicts.includes(0)) return;
    const { states, refined } = this;
    const known = { kinds: states, records: refined };
    this.refined = withoutLines(stored, verdicts, this.columns, known, missed) ?? refined;
  }

  private get anyOpen(): boolean {
    return holdsByte(this.refined ?? this.states, OPEN);
  }

  private runEach(stored: StoredLines | null): { count: number; selection: Selection } {
    let opened: OpenText | null = null;
    // What is asked for with each record is made once, and of one shape whichever way a block was opened.
    const open = (): OpenText => {
      const { text, starts } = this.open(stored);
      return { text, starts };
    };
    this.subject.readFrom(() => (opened ??= open()));
    const states = this.refined ?? statesOfKinds(this.columns.kinds, this.states);
    const hit = new Uint8Array(states.length);
    let count = 0;
    for (let i = 0; i < states.length; i++) {
      const state = states[i];
      if (state === OUT || !this.inRange(i) || (state === OPEN && !this.matches(i))) continue;
      hit[i] = 1;
      count++;
    }
    return { count, selection: this.select(hit, count) };
  }

  /** Of records that are all decided, IN is what a hit is. */
  private takeRefined(): { count: number; selection: Selection } {
    const hit = this.refined ?? new Uint8Array(0);
    const count = countHits(hit);
    return { count, selection: this.select(hit, count) };
  }

  private takeAccepted(hit: Uint8Array): number {
    if (!this.hasAccepted) return 0;
    let count = 0;
    for (let i = 0; i < hit.length; i++) {
      if (this.stateOf(i) === IN && this.inRange(i)) {
        hit[i] = 1;
        count++;
      }
    }
    return count;
  }

  /** Only records are looked at in which stands what every match must have, and those in which it may be missed. */
  private takeFound(
    { pattern, proves, missed }: TextSearch,
    first: RegExpExecArray | null,
    { text, starts }: OpenText,
    hit: Uint8Array,
  ): number {
    const { offsets, ends, messageAt, records } = this.columns;
    let count = 0;
    const decide = (index: number, certain: boolean): void => {
      if (hit[index] !== 0 || this.stateOf(index) !== OPEN || !this.inRange(index)) return;
      if (!certain && !this.matches(index)) return;
      hit[index] = 1;
      count++;
    };
    let index = 0;
    for (let found = first; found !== null; found = pattern.exec(text)) {
      while (index < records && (starts[index + 1] ?? 0) <= found.index) index++;
      if (index >= records) break;
      const start = starts[index] ?? 0;
      const end = start + (ends[index] ?? 0) - (offsets[index] ?? 0);
      const messageStart = messageAt[index] ?? -1;
      const certain =
        proves &&
        messageStart >= 0 &&
        found.index >= start + messageStart &&
        found.index + found[0].length <= Math.min(end, start + messageStart + CERTAIN_WITHIN);
      decide(index, certain);
      // The record is decided: go on behind it.
      pattern.lastIndex = Math.max(starts[index + 1] ?? text.length, found.index + 1);
    }
    for (const each of missed) decide(each, false);
    return count;
  }

  private get hasAccepted(): boolean {
    return holdsByte(this.refined ?? this.states, IN);
  }

  private stateOf(index: number): number {
    if (this.refined !== null) return this.refined[index] ?? OUT;
    return this.states[this.columns.kinds[index] ?? 0] ?? OUT;
  }

  private get isUnbounded(): boolean {
    return this.plan.fromUs === null && this.plan.toUs === null;
  }

  private inRange(index: number): boolean {
    const { fromUs, toUs } = this.plan;
    if (this.isUnbounded) return true;
    if (this.columns.timed[index] !== 1) return false;
    const us = this.columns.timeUs[index] ?? Number.NaN;
    return (fromUs === null || us >= fromUs) && (toUs === null || us <= toUs);
  }

  private matches(index: number): boolean {
    return this.plan.matcher.matches(this.subject.at(index));
  }

  private select(hit: Uint8Array, count: number): Selection {
    const { columns, block, blocks } = this;
    const write = (indices: Uint32Array): void => collectInTime(hit, columns, indices);
    return selectFound(count, write, block, blocks, columns);
  }
}
