import { parsePartialJson } from 'ai';
import type { z } from 'zod';
import type { Masking } from '../../privacy/index.ts';
import { unmaskedValue } from '../gate/unmasked-value.ts';
import { statementInput, type answerInput } from './answer-tool.ts';

type Answer = z.output<typeof answerInput>;
type Said = Answer['statements'][number];

/** Told of what is being written: the statements that are whole so far, and whether it says that it knows. */
export type TellEarly = (known: boolean, statements: readonly Said[]) => Promise<void>;

/**
 * Reads an answer while a model still writes it: `add` takes pieces of the JSON in their order, still with pseudonyms, and
 * tells of every statement as soon as the next one begins. What it tells of is not the answer: that is read whole at the end.
 */
export function createEarlyStatements(masking: Masking, tell: TellEarly) {
  let json = '';
  let told = 0;
  return {
    async add(piece: string): Promise<void> {
      json += piece;
      // Nothing new can be whole where no object ended.
      if (!piece.includes('}')) return;
      const { value } = await parsePartialJson(json);
      const { known, statements } = partsOf(value);
      // The last may go on.
      const whole = statements.slice(0, -1);
      if (whole.length <= told) return;
      told = whole.length;
      const read: Said[] = [];
      for (const one of whole) {
        const parsed = statementInput.safeParse(await unmaskedValue(one, masking));
        if (!parsed.success) return;
        read.push(parsed.data);
      }
      await tell(known, read);
    },
  };
}

function partsOf(value: unknown): { known: boolean; statements: readonly unknown[] } {
  if (typeof value !== 'object' || value === null) return { known: true, statements: [] };
  const known = !('known' in value) || value.known !== false;
  const statements: unknown = 'statements' in value ? value.statements : [];
  return { known, statements: Array.isArray(statements) ? statements : [] };
}
