import { Failure } from '#shared/model/failure.ts';
import type { Fills } from '../evidence/fill-from-case.ts';
import { readValue, type Answer, type Answers } from './answer.ts';
import { frameworks } from './bundled-frameworks.ts';
import type { Field, Framework, Stage } from './framework.ts';

/** An answer that does not fit its field. */
export interface Misfit {
  readonly field: Field;
  readonly expected: string;
}

/** All answers of a stage, and which of those given do not fit. */
export interface AnswerSheet {
  readonly answers: Answers;
  readonly misfits: readonly Misfit[];
  /** Fields whose answer came from the case or from the nature of the stage, not from anybody. */
  readonly filled: ReadonlySet<string>;
}

/**
 * Answers as given (by field, or by the name that fields of several frameworks share), completed with what
 * the case says. Each is a value or `{justified: "why there is none"}`. Throws ANSWER_UNKNOWN for a name that
 * no framework has: a slip of the pen must not become an empty field.
 */
export function answerSheet(
  framework: Framework,
  stage: Stage,
  given: Readonly<Record<string, unknown>>,
  fills: Fills,
  zone: string,
): AnswerSheet {
  refuseUnknown(framework, given);
  const answers = new Map<string, Answer>();
  const misfits: Misfit[] = [];
  const filled = new Set<string>();
  for (const field of framework.fields) {
    if (field.stages[stage.id] === undefined) continue;
    const own = given[field.id] ?? (field.fill === undefined ? undefined : given[field.fill]);
    const justified = justificationIn(own);
    if (justified !== null) {
      answers.set(field.id, { justified });
      continue;
    }
    const reading = readValue(field, own, zone);
    if (!reading.ok) misfits.push({ field, expected: reading.expected });
    else if (reading.value !== null) answers.set(field.id, { value: reading.value });
    else if (own === undefined) {
      const filling = readValue(field, fillFor(field, stage, fills, zone), zone);
      if (!filling.ok || filling.value === null) continue;
      answers.set(field.id, { value: filling.value });
      filled.add(field.id);
    }
  }
  return { answers, misfits, filled };
}

function fillFor(field: Field, stage: Stage, fills: Fills, zone: string): unknown {
  const fixed = field.fixed?.[stage.id];
  if (fixed !== undefined) return fixed;
  const value = field.fill === undefined ? undefined : fills.get(field.fill);
  if (field.type !== 'date' || typeof value !== 'string' || !value.includes('T')) return value;
  return localDate(value, zone);
}

/** The day of a moment in a zone. */
function localDate(at: string, zone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(
    new Date(at),
  );
}

function justificationIn(given: unknown): string | null {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return null;
  const { justified } = given as { justified?: unknown };
  return typeof justified === 'string' && justified.trim() !== '' ? justified.trim() : null;
}

function refuseUnknown(framework: Framework, given: Readonly<Record<string, unknown>>): void {
  const known = new Set([
    ...framework.fields.map(({ id }) => id),
    ...frameworks().flatMap(({ fields }) => fields.flatMap(({ fill }) => fill ?? [])),
  ]);
  const unknown = Object.keys(given).find((name) => !known.has(name));
  if (unknown === undefined) return;
  throw new Failure(
    'ANSWER_UNKNOWN',
    `${framework.short} has no field "${unknown}". error-iq report --list --framework ${framework.id} names its fields. Nothing was written.`,
    { field: unknown },
  );
}
