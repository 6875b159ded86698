import { createHash } from 'node:crypto';
import type { JournalPayload } from '#shared/model/journal-entry.ts';
import type { ThreadClient } from '../../thread-call.ts';
import { PLAIN_ACQUISITION } from '../acquisition.ts';
import type { CaseSink, FollowPoint, ReadFacts } from '../case-sink.ts';
import type { CompiledFormat } from '../formats/index.ts';
import { toUtf8 } from '../intake/index.ts';
import type { ParsePool } from '../parse-pool.ts';
import type { LiveBytes, LiveStep } from './live-bytes.ts';
import { TailText, yearOf } from './tail-text.ts';

type FollowEvent = JournalPayload<'source.followed'>['event'];

/** What following a source needs. */
export interface FollowContext {
  readonly sink: ThreadClient<CaseSink>;
  readonly pool: ParsePool;
  readonly signal: AbortSignal;
  formatOf(facts: ReadFacts): CompiledFormat;
  /** Whether a text is of another format than its source is read with. */
  looksOtherwise(text: Buffer, facts: ReadFacts): boolean;
  /** Reads what the case holds of a source again, finding out what it is. */
  readAnew(sourceId: number): Promise<ReadFacts>;
  /** Told whenever something of it was written. */
  written(sourceId: number): void;
}

/** Turns (of a quarter of a second) after which a line without an end is taken as it is. */
const PATIENCE = 4;
/** What a source is is asked again each time that its lines have doubled, up to so many bytes. */
const YOUNG_BYTES = 64 * 1024;

/** Follows one source: reads what it grows by into its last blocks until it ends or is stopped. */
export class Follower {
  private readonly sourceId: number;
  private readonly live: LiveBytes;
  private readonly context: FollowContext;
  private facts: ReadFacts;
  private tail: TailText;
  private base = 0;
  /** Bytes of the file's text that the case has. */
  private skip = 0;
  private line: Buffer = Buffer.alloc(0);
  private patience = PATIENCE;
  private askedLines = 0;
  private gate: Promise<void> = Promise.resolve();
  private open: () => void = () => {};
  private hash = createHash('sha256');
  private files = 1;
  /** Bytes of the file that were read. */
  private read = 0;
  /** How it ended when it was told to. */
  private wanted: 'paused' | 'stopped' = 'paused';

  constructor(sourceId: number, live: LiveBytes, facts: ReadFacts, context: FollowContext) {
    this.sourceId = sourceId;
    this.live = live;
    this.facts = facts;
    this.context = context;
    this.tail = this.tailOf(facts);
  }

  /** Takes up where the source was left. `isFound`: what was followed is there; otherwise a gap is noted. */
  async begin(isFound: boolean): Promise<void> {
    const { sink } = this.context;
    const { point, bytes } = await sink.call('followedFrom', { sourceId: this.sourceId });
    await this.tail.load(bytes);
    this.base = point?.base ?? 0;
    this.files = this.base > 0 ? 2 : 1;
    this.skip = bytes - this.base;
    if (!isFound) {
      await this.note('gap', 'following', null);
      this.startFile();
    }
    await this.note('begun', 'following', null);
  }

  /** Ends when the stream does, or the signal is aborted; everything read is written then. */
  async run(): Promise<void> {
    let writer = toUtf8(this.facts.encoding);
    const take = async (text: Buffer): Promise<void> => {
      const fresh = text.subarray(Math.min(this.skip, text.length));
      this.skip -= text.length - fresh.length;
      await this.add(fresh);
    };
    let failure: { readonly reason: unknown } | null = null;
    try {
      for (;;) {
        await this.gate;
        const step = await this.live.next().catch((reason: unknown): LiveStep => {
          failure = { reason };
          return { kind: 'end' };
        });
        if (step.kind === 'end') break;
        if (step.kind === 'bytes') {
          this.hash.update(step.bytes);
          this.read += step.bytes.length;
          await take(writer.push(step.bytes));
          if (this.tail.isFull) await this.flush();
          continue;
        }
        if (step.kind === 'next') {
          await take(writer.end());
          await this.endFile(step.event);
          writer = toUtf8(this.facts.encoding);
          continue;
        }
        await this.idle();
      }
      await take(writer.end());
      await this.takeLine();
      await this.flush();
      await this.finish();
    } finally {
      await this.live.close();
    }
    // What came before it is written.
    if (failure !== null) throw (failure as { readonly reason: unknown }).reason;
  }

  async pause(): Promise<void> {
    this.gate = new Promise((resolve) => {
      this.open = resolve;
    });
    await this.note('paused', 'paused', null);
  }

  async resume(): Promise<void> {
    await this.note('begun', 'following', null);
    this.open();
  }

  /** Says how it is meant when the signal is aborted. */
  stopAs(wanted: 'paused' | 'stopped'): void {
    this.wanted = wanted;
    this.open();
  }

  private async finish(): Promise<void> {
    const { sourceId } = this;
    const isOver = !this.context.signal.aborted || this.wanted === 'stopped';
    if (!isOver) {
      await this.note('paused', 'paused', null);
      return;
    }
    const sha256 = this.files === 1 ? this.hash.digest('hex') : null;
    await this.note(this.context.signal.aborted ? 'stopped' : 'ended', 'done', sha256);
    await this.context.sink.call('finishRead', {
      sourceId,
      staged: false,
      state: 'done',
      original: sha256 === null ? null : { sha256, bytes: this.read },
      acquisition: PLAIN_ACQUISITION,
      head: null,
      firstYear: null,
      error: null,
      seconds: 0,
      again: null,
    });
  }

  private async endFile(event: FollowEvent): Promise<void> {
    await this.takeLine();
    await this.flush();
    this.tail.endFile();
    const sha256 = this.hash.digest('hex');
    this.startFile();
    await this.note(event, 'following', sha256);
  }

  private startFile(): void {
    this.hash = createHash('sha256');
    this.read = 0;
    this.base = this.tail.bytes;
    this.skip = 0;
    this.files++;
  }

  private async add(text: Buffer): Promise<void> {
    if (text.length === 0) return;
    this.patience = PATIENCE;
    const all = this.line.length === 0 ? text : Buffer.concat([this.line, text]);
    const end = all.lastIndexOf(10) + 1;
    this.line = Buffer.from(all.subarray(end));
    await this.tail.add(all.subarray(0, end), this.point());
  }

  private async idle(): Promise<void> {
    if (this.line.length > 0 && this.patience-- <= 0) await this.takeLine();
    await this.flush();
  }

  /** Takes a line that has no end so far. */
  private async takeLine(): Promise<void> {
    const { line } = this;
    this.line = Buffer.alloc(0);
    if (line.length > 0) await this.tail.add(line, this.point());
  }

  private async flush(): Promise<void> {
    await this.detect();
    if (await this.tail.flush(this.point())) this.context.written(this.sourceId);
  }

  /** A file that has just begun says little of what it is. */
  private async detect(): Promise<void> {
    const text = this.tail.text();
    if (!this.tail.isYoung || text.length > YOUNG_BYTES) return;
    let lines = 0;
    for (let at = text.indexOf(10); at >= 0; at = text.indexOf(10, at + 1)) lines++;
    if (lines === 0 || lines < this.askedLines * 2) return;
    this.askedLines = lines;
    if (!this.context.looksOtherwise(text, this.facts)) return;
    await this.tail.flush(this.point());
    // All of it is read as what it is, and takes the place of what was read before at once.
    const facts = await this.context.readAnew(this.sourceId);
    const { bytes } = this.tail;
    this.facts = facts;
    this.tail = this.tailOf(facts);
    await this.tail.load(bytes);
    await this.note('begun', 'following', null);
  }

  private tailOf(facts: ReadFacts): TailText {
    const { sink, pool, formatOf } = this.context;
    const year = facts.yearHint ?? yearOf(Date.now() * 1000);
    return new TailText(this.sourceId, { sink, pool, format: formatOf(facts), facts }, year);
  }

  private point(): FollowPoint | null {
    const mark = this.live.mark();
    return mark === null ? null : { base: this.base, ...mark };
  }

  private async note(
    event: FollowEvent,
    state: 'following' | 'paused' | 'done',
    sha256: string | null,
  ): Promise<void> {
    await this.context.sink.call('noteFollow', {
      sourceId: this.sourceId,
      state,
      event,
      bytes: this.tail.bytes,
      sha256,
      point: this.point(),
    });
    this.context.written(this.sourceId);
  }
}
