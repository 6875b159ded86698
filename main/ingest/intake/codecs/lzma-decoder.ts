import { FrameError } from './codec.ts';
import { SlidingWindow } from './sliding-window.ts';
import type { WindowedDecoder } from './windowed-pieces.ts';
import { RangeDecoder } from './range-decoder.ts';

/** Bytes of input that one step (a literal or a match) takes at most. */
const LZMA_STEP = 21;

const POS_STATES = 16;
const LITERAL_STATES = 7;
const STATES = 12;
/** Where the probabilities of each decision stand; those of literals come last. */
const IS_MATCH = 0;
const IS_REP = IS_MATCH + STATES * POS_STATES;
const IS_REP_0 = IS_REP + STATES;
const IS_REP_1 = IS_REP_0 + STATES;
const IS_REP_2 = IS_REP_1 + STATES;
const IS_REP_0_LONG = IS_REP_2 + STATES;
const POS_SLOT = IS_REP_0_LONG + STATES * POS_STATES;
const POS_SPECIAL = POS_SLOT + 4 * 64;
const ALIGN = POS_SPECIAL + 128;
const LENGTH = ALIGN + 16;
const LENGTH_SIZE = 2 + POS_STATES * 16 + 256;
const REP_LENGTH = LENGTH + LENGTH_SIZE;
const LITERAL = REP_LENGTH + LENGTH_SIZE;

const MIN_MATCH = 2;

/**
 * LZMA (Igor Pavlov, LZMA specification 2015-06-14, lzma-specification.txt of the LZMA SDK), as a state
 * that goes on where it stopped: it stops when a piece of output is full or input runs out. Our own,
 * because no library of npm does what evidence needs: give what came before damage, say where its data
 * end, and read LZMA in xz, in zip and by itself (xz-decompress: xz only, its last output is lost with an
 * error; xz-compat: installs packages while it runs; @napi-rs/lzma: whole buffers; lzma-native: liblzma
 * of 2016; node-liblzma: LGPL).
 */
export class LzmaDecoder implements WindowedDecoder {
  readonly window: SlidingWindow;
  private readonly range = new RangeDecoder();
  private probabilities = new Uint16Array(0);
  private literalContextBits = 0;
  private literalPosMask = 0;
  private posMask = 0;
  private state = 0;
  private rep0 = 0;
  private rep1 = 0;
  private rep2 = 0;
  private rep3 = 0;
  /** Bytes of a match that did not fit into the last piece. */
  private pending = 0;
  /** The marker that ends data without a known length was met. */
  ended = false;
  good = 0;

  /** `dictionary`: bytes that a match may reach back. */
  constructor(dictionary: number) {
    this.window = new SlidingWindow(dictionary);
  }

  /** Begins anew with other properties (the byte `(pb * 5 + lp) * 9 + lc`). Throws `FrameError`. */
  setProperties(byte: number): void {
    const pb = Math.floor(byte / 45);
    const lp = Math.floor(byte / 9) % 5;
    const lc = byte % 9;
    if (pb > 4) throw new FrameError('its compressed data make no sense', false);
    this.literalContextBits = lc;
    this.literalPosMask = (1 << lp) - 1;
    this.posMask = (1 << pb) - 1;
    const size = LITERAL + (0x300 << (lc + lp));
    if (this.probabilities.length !== size) this.probabilities = new Uint16Array(size);
    this.resetState();
  }

  resetState(): void {
    this.probabilities.fill(1024);
    this.state = 0;
    this.rep0 = 0;
    this.rep1 = 0;
    this.rep2 = 0;
    this.rep3 = 0;
    this.pending = 0;
    this.ended = false;
  }

  /** Takes the five bytes that begin a run of compressed bytes. Throws `FrameError`. */
  beginRange(head: Uint8Array): void {
    this.range.begin(head);
  }

  used(): number {
    return this.range.at;
  }

  decode(input: Uint8Array, from: number, most: number, isLast: boolean): void {
    const { window, range } = this;
    const stop = isLast ? input.length : input.length - LZMA_STEP;
    const start = window.written;
    const goal = start + most;
    range.input = input;
    range.at = from;
    this.copyPending(goal);
    this.good = window.written - start;
    while (window.written < goal && !this.ended && range.at <= stop) {
      this.step(goal);
      if (range.at > input.length) return;
      this.good = window.written - start;
    }
  }

  private copyPending(goal: number): void {
    if (this.pending === 0) return;
    const length = Math.min(this.pending, goal - this.window.written);
    this.window.repeat(this.rep0, length);
    this.pending -= length;
  }

  private step(goal: number): void {
    const { range, probabilities, window } = this;
    const posState = window.at & this.posMask;
    const { state } = this;
    if (range.bit(probabilities, IS_MATCH + (state << 4) + posState) === 0) {
      this.literal();
      return;
    }
    let length: number;
    if (range.bit(probabilities, IS_REP + state) === 0) {
      length = this.newMatch(posState);
      if (this.ended) return;
    } else {
      length = this.repeatedMatch(posState);
    }
    if (this.rep0 >= window.reach()) {
      throw new FrameError('its compressed data make no sense', false);
    }
    const now = Math.min(length, goal - window.written);
    window.repeat(this.rep0, now);
    this.pending = length - now;
  }

  private literal(): void {
    const { range, probabilities, window } = this;
    const previous = window.byteBack(0);
    const lc = this.literalContextBits;
    const context = ((window.at & this.literalPosMask) << lc) + (previous >>> (8 - lc));
    const base = LITERAL + context * 0x300;
    const byte =
      this.state < LITERAL_STATES
        ? range.tree(probabilities, base, 0x100) & 0xff
        : range.matchedLiteral(probabilities, base, window.byteBack(this.rep0));
    window.put(byte);
    if (this.state < 4) this.state = 0;
    else this.state -= this.state < 10 ? 3 : 6;
  }

  private newMatch(posState: number): number {
    this.rep3 = this.rep2;
    this.rep2 = this.rep1;
    this.rep1 = this.rep0;
    const length = this.length(LENGTH, posState);
    this.state = this.state < LITERAL_STATES ? 7 : 10;
    this.rep0 = this.distance(length);
    if (this.rep0 === 0xffffffff) this.ended = true;
    return length;
  }

  private repeatedMatch(posState: number): number {
    const { range, probabilities, state } = this;
    if (range.bit(probabilities, IS_REP_0 + state) === 0) {
      if (range.bit(probabilities, IS_REP_0_LONG + (state << 4) + posState) === 0) {
        this.state = state < LITERAL_STATES ? 9 : 11;
        return 1;
      }
    } else {
      this.rotate();
    }
    this.state = state < LITERAL_STATES ? 8 : 11;
    return this.length(REP_LENGTH, posState);
  }

  /** Brings one of the three older distances to the front. */
  private rotate(): void {
    const { range, probabilities, state } = this;
    let distance = this.rep1;
    if (range.bit(probabilities, IS_REP_1 + state) === 1) {
      distance = this.rep2;
      if (range.bit(probabilities, IS_REP_2 + state) === 1) {
        distance = this.rep3;
        this.rep3 = this.rep2;
      }
      this.rep2 = this.rep1;
    }
    this.rep1 = this.rep0;
    this.rep0 = distance;
  }

  private length(base: number, posState: number): number {
    const { range, probabilities } = this;
    if (range.bit(probabilities, base) === 0) {
      const tree = base + 2 + (posState << 3);
      return MIN_MATCH + range.tree(probabilities, tree, 8) - 8;
    }
    if (range.bit(probabilities, base + 1) === 0) {
      const tree = base + 2 + POS_STATES * 8 + (posState << 3);
      return MIN_MATCH + 8 + range.tree(probabilities, tree, 8) - 8;
    }
    const tree = base + 2 + POS_STATES * 16;
    return MIN_MATCH + 16 + range.tree(probabilities, tree, 256) - 256;
  }

  private distance(length: number): number {
    const { range, probabilities } = this;
    const lengthState = Math.min(length - MIN_MATCH, 3);
    const slot = range.tree(probabilities, POS_SLOT + (lengthState << 6), 64) - 64;
    if (slot < 4) return slot;
    const bits = (slot >>> 1) - 1;
    const base = ((2 | (slot & 1)) << bits) >>> 0;
    if (slot < 14) {
      return base + range.reverseTree(probabilities, POS_SPECIAL + base - slot, bits);
    }
    const high = range.direct(bits - 4);
    return base + high * 16 + range.reverseTree(probabilities, ALIGN, 4);
  }
}
