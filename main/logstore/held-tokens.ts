import { CHARACTERS, MOST_STATES, type TextAutomaton } from '#shared/pattern/index.ts';
import { layOut, put, type RecordKernel } from './record-kernel-memory.ts';
import type { TemplateColumns } from './template-columns.ts';
import type { Course, TokenSort } from './template-course.ts';

type Read = Extract<Course, { found: 'some' }>;

/** Bytes of a state's number. */
const OF_STATE = 2;
const TABLE = OF_STATE * CHARACTERS * MOST_STATES;

/**
 * Tokens of some columns of a template, which are ASCII, in the memory of the kernel of records, read there by an automaton: in JavaScript a
 * token took three times as long. Valid until something else is asked of that kernel.
 */
export class HeldTokens {
  private readonly kernel: RecordKernel;
  private readonly lines: number;
  private readonly first: number;
  private readonly lengthsAt: number;
  /** Where the tokens of each column begin, and where those of the last end. */
  private readonly starts: readonly number[];
  private readonly tableAt: number;
  private readonly statesAt: number;
  private readonly behindAt: number;
  private readonly reachedAt: number;
  private readonly verdictsAt: number;
  private readonly toldAt: number;

  /** Columns from the first to the last, that included. */
  constructor(
    { bytes, lengthsAt, starts }: TemplateColumns,
    lines: number,
    first: number,
    last: number,
  ) {
    const columns = last + 1 - first;
    const from = starts[first] ?? 0;
    const tokens = bytes.subarray(from, starts[last + 1]);
    const { kernel, starts: at } = layOut([
      columns * lines,
      tokens.length,
      TABLE,
      OF_STATE * lines,
      OF_STATE * MOST_STATES,
      MOST_STATES,
      MOST_STATES,
      lines,
    ]);
    const [ofLengths, ofTokens, ofTable, ofStates, ofBehind, ofReached, ofVerdicts, ofTold] = at;
    const lengths = lengthsAt + first * lines;
    put(kernel, bytes.subarray(lengths, lengths + columns * lines), ofLengths);
    put(kernel, tokens, ofTokens);
    this.kernel = kernel;
    this.lines = lines;
    this.first = first;
    this.lengthsAt = ofLengths;
    this.starts = Array.from(
      { length: columns + 1 },
      (_, column) => ofTokens + (starts[first + column] ?? 0) - from,
    );
    this.tableAt = ofTable;
    this.statesAt = ofStates;
    this.behindAt = ofBehind;
    this.reachedAt = ofReached;
    this.verdictsAt = ofVerdicts;
    this.toldAt = ofTold;
  }

  /** What stands in the tokens of each column, from the first on. */
  get sorts(): readonly TokenSort[] {
    return this.starts
      .slice(1)
      .map((end, column) => this.kernel.sortOf(this.starts[column] ?? end, end) as TokenSort);
  }

  /**
   * What is told of each line by the state in which it is behind the last column that must be read.
   *
   * @param constantBehind the constant text that follows a column
   */
  tell(
    automaton: TextAutomaton,
    { column: first, lastColumn: last, state }: Read,
    constantBehind: (column: number) => string,
    verdictOf: (state: number) => number,
    told: Uint8Array,
  ): void {
    const { kernel, lines, statesAt, verdictsAt, toldAt } = this;
    this.putTable(automaton);
    kernel.beginStates(statesAt, lines, state);
    let hasText = false;
    for (let column = first; column <= last; column++) {
      this.read(automaton, column, hasText);
      const text = column < last ? constantBehind(column) : '';
      hasText = text !== '';
      if (hasText) this.readConstant(automaton, text);
    }
    const verdicts = this.memory;
    this.eachReached(automaton.size, (each) => (verdicts[verdictsAt + each] = verdictOf(each)));
    kernel.tellStates(statesAt, lines, verdictsAt, toldAt);
    told.set(this.memory.subarray(toldAt, toldAt + lines));
  }

  private get memory(): Uint8Array {
    return new Uint8Array(this.kernel.memory.buffer);
  }

  private putTable({ table, size }: TextAutomaton): void {
    put(this.kernel, new Uint8Array(table.buffer, 0, OF_STATE * CHARACTERS * size), this.tableAt);
  }

  private read(automaton: TextAutomaton, column: number, hasText: boolean): void {
    const { kernel, lines, tableAt, statesAt, behindAt, reachedAt } = this;
    const index = column - this.first;
    let tokens = this.starts[index] ?? 0;
    const lengths = this.lengthsAt + index * lines;
    const behind = hasText ? behindAt : 0;
    this.memory.fill(0, reachedAt, reachedAt + MOST_STATES);
    for (let line = 0; ;) {
      line = kernel.readTokens(tableAt, lengths, tokens, line, lines, statesAt, behind, reachedAt);
      if (line === lines) return;
      automaton.make(kernel.unmade.value);
      this.putTable(automaton);
      tokens = kernel.stoppedAt.value;
    }
  }

  /** Notes where a constant text leads to from each state that lines are in. */
  private readConstant(automaton: TextAutomaton, text: string): void {
    const { size } = automaton;
    const behind = new Uint16Array(this.kernel.memory.buffer, this.behindAt, MOST_STATES);
    this.eachReached(size, (state) => (behind[state] = automaton.over(state, text)));
    // A state that was made since has no row in the kernel's memory.
    if (automaton.size > size) this.putTable(automaton);
  }

  private eachReached(size: number, take: (state: number) => void): void {
    const reached = this.memory.subarray(this.reachedAt, this.reachedAt + size);
    for (let at = reached.indexOf(1); at >= 0; at = reached.indexOf(1, at + 1)) take(at);
  }
}
