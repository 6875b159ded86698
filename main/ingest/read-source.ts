import type { SourceState } from '#shared/model/source.ts';
import { ByteReading } from './byte-reading.ts';
import type { KeptFailure, ReadFacts, Rereading } from './case-sink.ts';
import type { WaitingStep } from './commit-queue.ts';
import { toldYear, type TableShape } from './formats/index.ts';
import { detectEncoding, textOpener, toUtf8, type TextWriter } from './intake/index.ts';
import type { ReadContext, ReadJob, ReadResult } from './read-job.ts';
import { refuse } from './source-failures.ts';
import { numberOf } from './source-number.ts';
import { SourcePass } from './source-pass.ts';
import { detectSource } from './detect-source.ts';
import { contentHash, headOf, type TwinSource } from './twins.ts';

const SAMPLE_BYTES = 512 * 1024;
/** After this much no other source is begun until it is all parsed: what is too much for a parser fails alone. */
const HEAVY_BYTES = 32 * 1024 * 1024;

/**
 * Reads one source to its end and hands its steps to the commit queue, in order. Never throws for
 * what is wrong with the source: that is kept with it. Throws when the case cannot take it (disk
 * full, case damaged).
 */
export async function readSource(job: ReadJob, context: ReadContext): Promise<ReadResult> {
  const started = performance.now();
  const reading = new ByteReading(job.open(context.signal));
  const sample = await reading.sample(SAMPLE_BYTES);
  const refusal = refuse(job, sample, reading.failure);
  if (refusal !== null) {
    await reading.close();
    await skip(job, refusal, context);
    return NO_SOURCE;
  }
  const head = job.original ? headOf(sample) : null;
  const twin = reading.failure === null ? await twinOf(job, sample, head, context) : null;
  if (twin !== null) {
    await reading.close();
    await context.queue.add({ bytes: 0, make: () => twin });
    return NO_SOURCE;
  }
  const findings = findingsOf(job, sample, context);
  const { facts, openText } = findings;
  const source = await begin(job, facts, context);
  const pass = new SourcePass(job, source, findings, context);
  if (job.skipBytes > 0) await pass.goOn();
  const writer = openText();
  const failure = await pass.run(reading, writer);
  if (pass.bytes > HEAVY_BYTES || pass.parserFailure !== null) await context.queue.drain();
  const problem = writer.problem?.() ?? null;
  if (problem !== null) await skip(job, problem, context);
  const seconds = (performance.now() - started) / 1000;
  const original = failure === null && !context.signal.aborted ? pass.read() : null;
  let hiddenFor: TwinSource | null = null;
  if (original !== null && head !== null && sample.length > 0) {
    const { sha256 } = original;
    if (job.onlyOnce) hiddenFor = context.twins.find(head, sha256);
    context.twins.add(head, { source, sha256 });
  }
  const ended = { pass, failure, seconds, head, original, isHidden: hiddenFor !== null };
  await finish(job, source, ended, context);
  return { source, facts, hiddenFor };
}

const NO_SOURCE: ReadResult = { source: null, facts: null, hiddenFor: null };

function skip({ path }: ReadJob, failure: KeptFailure, { queue }: ReadContext): Promise<void> {
  return queue.add({
    bytes: 0,
    make: () => ({ operation: 'addSkipped', input: { path, failure } }),
  });
}

/** Takes a source in, when it is new, and says that its reading begins. */
async function begin(job: ReadJob, facts: ReadFacts, context: ReadContext): Promise<TwinSource> {
  const { sourceId, path, origin, size, mtimeUs, staged } = job;
  const { askedId, queue } = context;
  const source: TwinSource = { id: sourceId, isKept: false };
  if (sourceId === null) {
    const input = { askedId, path, origin, size, mtimeUs };
    await queue.add({
      bytes: 0,
      make: () => ({ operation: 'addSource', input }),
      committed: (taken) => {
        source.id = taken;
      },
    });
  }
  await queue.add({
    bytes: 0,
    make: () => ({ operation: 'beginRead', source, input: { staged, facts } }),
  });
  return source;
}

/** How the reading of a source ended. */
interface Ended {
  readonly pass: SourcePass;
  readonly failure: KeptFailure | null;
  readonly seconds: number;
  readonly head: string | null;
  readonly original: { readonly sha256: string; readonly bytes: number } | null;
  readonly isHidden: boolean;
}

async function finish(
  job: ReadJob,
  source: TwinSource,
  { pass, failure, seconds, head, original, isHidden }: Ended,
  context: ReadContext,
): Promise<void> {
  const { staged } = job;
  const { acquisition, signal, twins } = context;
  let again: Rereading | null = null;
  await context.queue.add({
    bytes: 0,
    make: () => {
      const error = pass.parserFailure ?? failure;
      const state = stateAfter(error, signal);
      if (state !== 'done') twins.forget(source);
      again = state === 'cancelled' || isHidden ? null : rereading(job, pass);
      return {
        operation: 'finishRead',
        source,
        input: {
          staged,
          state,
          original: state === 'done' ? original : null,
          acquisition,
          head,
          firstYear: pass.firstYear,
          error: state === 'failed' ? error : null,
          seconds,
          again,
        },
      };
    },
    committed: () => {
      source.isKept = true;
      if (again !== null) context.again(job, source, again);
    },
  });
}

/** How a source must be read again whose dates turned out to begin in another year; null: they did not. */
function rereading(job: ReadJob, pass: SourcePass): Rereading | null {
  const yearHint = pass.earlierYear();
  if (yearHint === null) return null;
  const { format, definition, zone, encoding } = job;
  return { format, definition, zone, encoding, yearHint, from: 'stored' };
}

/** What is to be noted of a source whose content another one has; null: none has, or only reading it can tell. */
async function twinOf(
  job: ReadJob,
  sample: Buffer,
  head: string | null,
  context: ReadContext,
): Promise<WaitingStep | null> {
  if (!job.onlyOnce || head === null || sample.length === 0 || job.skipBytes > 0) return null;
  if (!context.twins.suspects(head)) return null;
  const isWhole = sample.length < SAMPLE_BYTES;
  if (!isWhole && !job.reopens) return null;
  const original = await contentHash(isWhole ? [sample] : job.open(context.signal));
  if (original === null) return null;
  const found = context.twins.find(head, original.sha256);
  if (found === null) return null;
  // What it is a copy of is committed then, or has failed.
  if (!found.isKept) await context.queue.drain();
  const twin = context.twins.find(head, original.sha256);
  if (twin === null) return null;
  const { sourceId, path, origin, size, mtimeUs } = job;
  const { acquisition, askedId } = context;
  const copy = { askedId, sourceId, path, origin, size, mtimeUs, original, acquisition };
  return { operation: 'addDuplicate', input: { ...copy, of: numberOf(twin) } };
}

function stateAfter(failure: KeptFailure | null, signal: AbortSignal): SourceState {
  if (signal.aborted) return 'cancelled';
  return failure === null ? 'done' : 'failed';
}

/** What the sample tells of a source, and how its bytes become text. */
interface Findings {
  readonly facts: ReadFacts;
  readonly shape: TableShape | null;
  /** Year of the first date; null: only the file's time tells it. */
  readonly firstYear: number | null;
  openText(): TextWriter;
}

function findingsOf(job: ReadJob, sample: Buffer, context: ReadContext): Findings {
  const wanted = job.encoding ?? detectEncoding(sample);
  const formats = context.formats.including(job.definition);
  const opener = textOpener(sample, wanted, job.path);
  // What is no text has no encoding: that of what it is turned into is UTF-8.
  const encoding = opener.reads === 'bytes' ? 'utf-8' : wanted;
  const openText = job.original ? opener.open : () => toUtf8('utf-8');
  const writer = openText();
  const text = Buffer.concat([writer.push(sample), writer.end()]).toString('utf8');
  const near = job.format === null ? context.formatNear(job.path) : null;
  const { format, score, shape } = detectSource(
    text,
    job,
    formats.all,
    near,
    context.formatAlike(job.path),
  );
  const chosen = job.format ?? format.id;
  return {
    facts: {
      format: chosen,
      // Reading goes on exactly as it began.
      definition: job.skipBytes > 0 ? job.definition : formats.definitionOf(chosen),
      formatScore: job.format === null || job.format === format.id ? score : 0,
      encoding,
      zone: job.zone ?? context.caseZone,
      yearHint: job.yearHint,
      overlap: job.overlap,
    },
    shape,
    firstYear: job.yearHint ?? toldYear(text),
    openText,
  };
}
