import type {
  AnswerCitation,
  AnswerFigure,
  Statement,
  StatementStanding,
} from '#shared/model/answer.ts';
import { Failure } from '#shared/model/failure.ts';
import { recordName } from './tools/tool.ts';
import type { ToolContext } from './tools/tool.ts';
import type { DraftCitation, DraftStatement } from './draft.ts';

/** Statements that were checked, one after the other, and the citations that they share. */
export interface AnswerCheck {
  /** Checks one more statement. */
  add(draft: DraftStatement): Promise<Statement>;
  readonly statements: readonly Statement[];
  readonly citations: readonly AnswerCitation[];
}

/**
 * Checks an answer against the case, whoever wrote it: every cited record must be there, quoted words must stand in it
 * byte for byte (in its text, or in its message where that is unescaped from its text), and every figure is counted again.
 * A citation that does not hold is left out, and its statement is unsupported.
 */
export function checkAnswer({ open, signal }: ToolContext): AnswerCheck {
  const statements: Statement[] = [];
  const citations: AnswerCitation[] = [];
  /** Position of a citation by record and quote; null: it does not hold. */
  const known = new Map<string, number | null>();

  async function holds({ ref, quote }: DraftCitation): Promise<boolean> {
    if (quote === null) return true;
    const { raw, message } = await open.store.record(ref);
    return quote !== '' && (raw.includes(quote) || message.includes(quote));
  }

  async function position(citation: DraftCitation): Promise<number | null> {
    const name = `${recordName(citation.ref)} ${citation.quote ?? ''}`;
    const before = known.get(name);
    if (before !== undefined) return before;
    let at: number | null = null;
    try {
      const [record] = await open.cite([citation.ref]);
      if (record !== undefined && (await holds(citation))) {
        at = citations.push({ record, quote: citation.quote }) - 1;
      }
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'RECORD_GONE') throw error;
    }
    known.set(name, at);
    return at;
  }

  /** Whether a number is what the case counts. A query that is none bears out nothing. */
  async function counts({ value, query, fromUs, toUs }: AnswerFigure): Promise<boolean> {
    try {
      const { total } = await open.store.search({ query, fromUs, toUs }, signal, () => {});
      return total === value;
    } catch (error) {
      if (error instanceof Failure && error.code === 'QUERY_INVALID') return false;
      throw error;
    }
  }

  return {
    statements,
    citations,
    async add({ cites, ...said }) {
      const positions: (number | null)[] = [];
      for (const citation of cites) positions.push(await position(citation));
      const figures: AnswerFigure[] = [];
      for (const figure of said.figures) if (await counts(figure)) figures.push(figure);
      const found = positions.filter((at) => at !== null);
      const whole = found.length === cites.length && figures.length === said.figures.length;
      const claims = cites.length + said.figures.length > 0;
      const standing: StatementStanding = !claims ? 'plain' : whole ? 'supported' : 'unsupported';
      const statement = { ...said, figures, cites: [...new Set(found)], standing };
      statements.push(statement);
      return statement;
    },
  };
}
