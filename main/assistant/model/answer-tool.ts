import { z } from 'zod';
import { STATEMENT_PARTS } from '#shared/model/answer.ts';
import { Failure } from '#shared/model/failure.ts';
import { stretchOf } from '../case-time.ts';
import { draft, lookAt, type DraftAnswer, type DraftStatement } from '../draft.ts';
import { parseRecordName, TIMES } from '../tools/tool.ts';

/** One statement as a model gives it. */
export const statementInput = z.strictObject({
  part: z
    .enum(STATEMENT_PARTS)
    .describe('answer: what was asked for; evidence, against, next: what goes with it.'),
  text: z.string().min(1).max(2000).describe('One sentence.'),
  citations: z
    .array(
      z.strictObject({
        record: z.string().max(40).describe('Name of a record, for example 3:1412.'),
        quote: z.string().max(2000).nullish().describe('Words of the record, copied exactly.'),
      }),
    )
    .max(20)
    .default([]),
  figures: z
    .array(
      z.strictObject({
        value: z.number().int().nonnegative(),
        query: z.string().max(5000),
        ...TIMES,
      }),
    )
    .max(10)
    .default([]),
});

/** How a model gives its answer: in statements that can be checked. */
export const answerInput = z.strictObject({
  known: z.boolean().describe('False: the records do not tell.'),
  statements: z.array(statementInput).min(1).max(60),
});

/** A model's answer as a draft, to be checked. A citation that names no record at all is kept as one that does not hold. */
export function draftOf(
  answer: Readonly<Pick<z.output<typeof answerInput>, 'known'>> & {
    readonly statements: readonly z.output<typeof statementInput>[];
  },
  zone: string,
): DraftAnswer {
  return {
    topic: null,
    known: answer.known,
    statements: answer.statements.map(({ part, text, citations, figures }): DraftStatement => {
      const counted = figures.map(({ value, query, ...times }) => {
        const stretch = stretchOrNothing(times, zone);
        // A time that is none makes a figure that nothing bears out.
        return stretch === null
          ? { value: Number.MAX_SAFE_INTEGER, query, fromUs: null, toUs: null }
          : { value, query, ...stretch };
      });
      const [first] = counted;
      return draft(part, text, {
        cites: citations.map(({ record, quote }) => ({
          ref: parseRecordName(record) ?? { sourceId: 0, ordinal: 0 },
          quote: quote ?? null,
        })),
        figures: counted,
        look: first === undefined ? null : lookAt(first.query, first.fromUs, first.toUs),
      });
    }),
  };
}

function stretchOrNothing(
  times: { from?: string | null | undefined; to?: string | null | undefined },
  zone: string,
) {
  try {
    return stretchOf(times, zone);
  } catch (error) {
    if (error instanceof Failure) return null;
    throw error;
  }
}

/** What a model said in words instead of using the tool: each paragraph a statement that cites what it names in brackets. */
export function draftOfText(text: string): DraftAnswer {
  const paragraphs = text
    .split(/\n{1,}/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return {
    topic: null,
    known: paragraphs.length > 0,
    statements: paragraphs.map((line) =>
      draft('answer', line.slice(0, 5000), {
        cites: [...line.matchAll(/\[(\d{1,9}:\d{1,12})\]/g)].flatMap(([, name = '']) => {
          const ref = parseRecordName(name);
          return ref === null ? [] : [{ ref, quote: null }];
        }),
      }),
    ),
  };
}
