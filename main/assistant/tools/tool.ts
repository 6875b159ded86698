import { z } from 'zod';
import type { Json } from '#shared/model/canonical-json.ts';
import type { RecordRef, RecordRow } from '#shared/model/record.ts';
import type { IssueMemory } from '../../issues/index.ts';
import type { OpenCase } from '../../open-case.ts';
import { utcOf } from '#shared/model/utc-time.ts';

/** What a tool works with. */
export interface ToolContext {
  readonly open: OpenCase;
  readonly signal: AbortSignal;
  /** The library of past cases on this machine, where there is one at hand. */
  readonly past?: IssueMemory | null;
}

/**
 * Something that reads a case. `find` is for our own code, `show` turns what it found into what a model or an MCP client
 * sees, `told` into the few words of a step. No tool here changes anything.
 */
export interface Tool<I, R> {
  /** For who chooses among tools: what it gives and what its input means. */
  readonly description: string;
  readonly input: z.ZodType<I>;
  find(input: I, context: ToolContext): Promise<R>;
  show(found: R, context: ToolContext): Json;
  told(found: R): string;
}

/** Declares a tool; its types follow from its members. */
export function defineTool<I, R>(tool: Tool<I, R>): Tool<I, R> {
  return tool;
}

/** The name by which models and clients cite a record: `SOURCE:ORDINAL`, as this copy of the case numbers them. */
export function recordName({ sourceId, ordinal }: RecordRef): string {
  return `${sourceId}:${ordinal}`;
}

/** The record of such a name; null: it is none. */
export function parseRecordName(name: string): RecordRef | null {
  const found = /^(\d{1,9}):(\d{1,12})$/.exec(name.trim());
  return found === null ? null : { sourceId: Number(found[1]), ordinal: Number(found[2]) };
}

/** Input fields that several tools take. */
export const TIMES = {
  from: z
    .string()
    .max(40)
    .nullish()
    .describe('First moment, ISO 8601; without an offset in the zone of the case. Default: open.'),
  to: z.string().max(40).nullish().describe('Last moment, as `from`. Default: open.'),
};
export const queryInput = z
  .string()
  .max(20_000)
  .describe(
    'Lucene-style query: level:error AND service:api "connection reset" NOT user:bot-*. Bare words match the message. Empty: every record.',
  );
export const recordInput = z
  .string()
  .regex(/^\d{1,9}:\d{1,12}$/)
  .describe('Name of a record as other tools give it, for example 3:1412.');

/**
 * Characters at the end of a message that was cut which are not given on: what stands there may be the half of a secret,
 * and nobody could tell. The whole is in the record itself.
 */
const CUT_MARGIN = 300;

/** A record in a list, with the name it is cited by. */
export function shownRow(
  { ref, line, time, level, message, cut }: RecordRow,
  { open }: ToolContext,
) {
  return {
    record: recordName(ref),
    source: open.sources().find(({ id }) => id === ref.sourceId)?.path ?? '',
    line,
    time: utcOf(time?.us ?? null),
    level,
    message: cut ? `${message.slice(0, -CUT_MARGIN)}…` : message,
  };
}

/** Whole numbers as a person reads them. */
export const counted = (value: number): string => Math.round(value).toLocaleString('en');
