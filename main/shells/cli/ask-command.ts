import { utcOf } from '#shared/model/utc-time.ts';
import {
  answerText,
  OFFLINE,
  type AnswerCitation,
  type AnswerStep,
  type Exchange,
  type Statement,
} from '#shared/model/answer.ts';
import { createAssistantDesk } from '../../assistant/index.ts';
import { citedRecords } from '../../evidence/index.ts';
import type { OpenCase } from '../../open-case.ts';
import { parseCommand, usage } from './arguments.ts';
import { commandModels, MODEL_OPTIONS } from './command-models.ts';
import { choiceOf, print } from './command.ts';
import { onPathOrCase } from './path-or-case.ts';

/** `ask PATH_OR_CASE "question"`: an answer with the records that it rests on; kept in the case's journal. */
export async function askCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    tz: { type: 'string' },
    approve: { type: 'string', multiple: true },
    ...MODEL_OPTIONS,
  });
  const question = positionals.at(-1)?.trim() ?? '';
  if (positionals.length < 2 || question === '') {
    throw usage('"ask" takes a case (or files and folders) and a question in quotes.');
  }
  const { provider } = values;
  const choice = choiceOf(values);
  const { models, lock } = await commandModels(values, choice);
  return onPathOrCase('ask', positionals.slice(0, -1), choice, async (open) => {
    const stop = new AbortController();
    const onInterrupt = (): void => stop.abort();
    process.once('SIGINT', onInterrupt);
    try {
      const exchange = await createAssistantDesk(open, models).ask(
        { question, replaces: null, provider: provider ?? OFFLINE.provider },
        stop.signal,
        (event) => {
          if (event.type === 'step') process.stderr.write(`${stepText(event.step)}\n`);
        },
      );
      const cited = await citationsOf(open, exchange.answer.citations);
      print(
        values.json === true
          ? JSON.stringify(documentOf(exchange, cited))
          : answerLines(exchange.answer.statements, cited).join('\n'),
      );
    } finally {
      process.off('SIGINT', onInterrupt);
      lock();
    }
  });
}

const stepText = ({ tool, input, found }: AnswerStep): string => `${tool} ${input}: ${found}`;

interface Cited {
  readonly source: string;
  readonly line: number;
  /** The text of the record. */
  readonly record: string;
  readonly time: string | null;
  readonly quote: string | null;
}

/** The records that citations name, as they stand in the case now. */
export async function citationsOf(
  open: OpenCase,
  citations: readonly AnswerCitation[],
): Promise<Cited[]> {
  const cited = await citedRecords(
    open,
    citations.map(({ record }) => record),
  );
  return Promise.all(
    cited.map(async ({ citation, source, ref, us }, at) => ({
      source: source ?? '',
      line: citation.line,
      record: ref === null ? '' : (await open.store.record(ref)).raw,
      time: utcOf(us),
      quote: citations[at]?.quote ?? null,
    })),
  );
}

function documentOf({ question, answerer, answer }: Exchange, citations: readonly Cited[]) {
  const { topic, known, statements, steps } = answer;
  return {
    question,
    answer: answerText(answer),
    known,
    topic,
    statements: statements.map(statementDocument),
    citations,
    steps: steps.map(({ tool, input, found, ms }) => ({
      tool,
      input: JSON.parse(input),
      found,
      ms,
    })),
    provider: answerer.provider,
    model: answerer.model,
  };
}

/** A statement as `--json` gives it. */
export function statementDocument({ part, text, us, cites, figures, standing }: Statement) {
  return {
    part,
    text,
    time: utcOf(us),
    citations: cites,
    figures: figures.map(({ value, query, fromUs, toUs }) => ({
      value,
      query,
      from: utcOf(fromUs),
      to: utcOf(toUs),
    })),
    standing,
  };
}

const HEADINGS = {
  answer: null,
  evidence: 'What speaks for it:',
  against: 'What speaks against it:',
  next: 'What to do next:',
} as const;

/** Statements, each with the numbers of its citations, and the records that these name. */
export function answerLines(
  statements: readonly Statement[],
  citations: readonly Cited[],
): string[] {
  const lines: string[] = [];
  for (const part of ['answer', 'evidence', 'against', 'next'] as const) {
    const own = statements.filter((statement) => statement.part === part);
    const heading = HEADINGS[part];
    if (own.length === 0) continue;
    if (heading !== null) lines.push('', heading);
    lines.push(...own.map((statement) => lineOf(statement, heading !== null)));
  }
  if (citations.length > 0) lines.push('');
  citations.forEach(({ source, line, record, time }, at) => {
    const [first = ''] = record.split(/\r?\n/, 1);
    lines.push(`[${at + 1}] ${source}:${line}  ${time ?? ''}  ${first.slice(0, 300)}`);
  });
  return lines;
}

function lineOf({ text, cites, standing }: Statement, listed: boolean): string {
  const marks = cites.map((at) => ` [${at + 1}]`).join('');
  const doubt = standing === 'unsupported' ? ' (not borne out by the records)' : '';
  return `${listed ? '  - ' : ''}${text}${marks}${doubt}`;
}
