import { z } from 'zod';
import { answerStep, exchange, question, statement } from '../model/answer-schemas.ts';
import { LEAVE_DECISIONS, LEAVING_KINDS, SENDINGS } from '../model/leaving.ts';
import { wordedQuery, words } from '../model/worded-query-schemas.ts';
import { recordCitation } from '../model/evidence-schemas.ts';
import { call, stream } from './call.ts';
import { nothing, recordRef, timeUs } from './values.ts';

const id = z.string().min(1).max(200);

/** Records that citations name, in their order, with where each is now. */
export const shownCited = z.array(
  z.strictObject({
    citation: recordCitation,
    key: z.string(),
    standing: z.enum(['same', 'changed', 'missing']),
    source: z.string().nullable(),
    ref: recordRef.nullable(),
    us: timeUs.nullable(),
    message: z.string().nullable(),
  }),
);

/** Something that should leave for a model, as it will be sent and as it says here. */
export const shownLeaving = z.strictObject({
  id,
  kind: z.enum(LEAVING_KINDS),
  provider: z.string(),
  model: z.string(),
  host: z.string(),
  size: z.number().int(),
  body: z.string(),
  local: z.string(),
});

/** A question and its answer as they are shown: with where each cited record is now. */
const shownExchange = z.strictObject({
  ...exchange.shape,
  author: z.string(),
  /** RFC 3339 UTC. */
  at: z.string(),
  /** As many as the answer has citations, in their order. */
  cited: shownCited,
});

export const assistantContract = {
  /** Answers a question about the case, and keeps both in its journal. Cancelled: nothing is kept. */
  'assistant.ask': stream(
    'case',
    z.strictObject({
      question,
      /** The exchange that is asked again, or whose question was edited. */
      replaces: id.nullable(),
      /** `offline`, `PROVIDER` or `PROVIDER/MODEL`; null: whoever is set for questions. */
      provider: z.string().min(1).max(300).nullable(),
    }),
    z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('step'), step: answerStep }),
      /** Words of a model while it works: a piece, not checked, and not of the answer. */
      z.strictObject({ type: z.literal('saying'), words: z.string().max(100_000) }),
      z.strictObject({ type: z.literal('statement'), statement }),
      /** The statements so far are not those of the answer: it begins anew. */
      z.strictObject({ type: z.literal('again') }),
    ]),
    z.strictObject({ id }),
  ),
  /**
   * A wish in words as a query, which is only shown: nobody runs it. `provider` as for `assistant.ask`. Nothing of it is
   * kept, but what leaves for a model is noted like all that leaves. Throws CANCELLED.
   */
  'assistant.words': call(
    'case',
    z.strictObject({ words, provider: z.string().min(1).max(300).nullable() }),
    wordedQuery,
  ),
  /** What should leave and waits for the analyst; nothing goes on before it is decided, see `assistant.decide`. */
  'assistant.waiting': call(
    'case',
    nothing,
    z.strictObject({
      leaving: shownLeaving.nullable(),
    }),
  ),
  /** Lets something leave, or not. Throws LEAVING_GONE when nobody waits for it any more. */
  'assistant.decide': call(
    'case',
    z.strictObject({ id, decision: z.enum(LEAVE_DECISIONS) }),
    nothing,
  ),
  /** Whether what goes to a model is shown before. */
  'assistant.sending': call('case', nothing, z.strictObject({ sending: z.enum(SENDINGS) })),
  'assistant.setSending': call('case', z.strictObject({ sending: z.enum(SENDINGS) }), nothing),
  /** Oldest first. */
  'assistant.history': call('case', nothing, z.array(shownExchange)),
  /** Makes an answer a finding. Throws EXCHANGE_GONE. */
  'assistant.keep': call('case', z.strictObject({ id }), z.strictObject({ finding: id })),
  /** Takes a question and its answer out of the history. */
  'assistant.remove': call('case', z.strictObject({ id }), nothing),
};
