import { z } from 'zod';
import { answerer } from './answer-schemas.ts';
import { MOST_WORDS, type WordedQuery } from './worded-query.ts';

/** A wish in words. */
export const words = z.string().trim().min(1).max(MOST_WORDS);

const found = { query: z.string(), total: z.number().int() };

export const wordedQuery = z.strictObject({
  ...found,
  meaning: z.array(z.string()).readonly(),
  parts: z
    .array(
      z.strictObject({ words: z.string(), condition: z.string(), note: z.string().nullable() }),
    )
    .readonly(),
  unread: z.array(z.strictObject({ words: z.string(), why: z.string() })).readonly(),
  instead: z.strictObject(found).nullable(),
  answerer,
  note: z.string().nullable(),
}) satisfies z.ZodType<WordedQuery>;
