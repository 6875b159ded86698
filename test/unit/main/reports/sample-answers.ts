import { readValue, type Answer } from '../../../../main/reports/frameworks/answer.ts';
import type { Field, Framework, Stage } from '../../../../main/reports/frameworks/framework.ts';

/** Something valid for each type of field. */
const GIVEN: Readonly<Record<Field['type'], unknown>> = {
  text: 'Ledger Bank plc',
  prose: 'A connection pool ran out.\n\nPayments failed for 43 minutes.',
  choice: null,
  choices: null,
  yesno: true,
  datetime: '2026-03-12T14:20:00Z',
  date: '2026-03-12',
  dates: ['2026-04-03', '2026-04-06'],
  duration: '00:00:43',
  count: 1599,
  percent: 12.5,
  number: 3,
  money: 120500,
  currency: 'EUR',
  countries: ['DE', 'FR'],
  lei: '529900T8BM49AURSDO55',
  email: 'ciso@ledger.example',
};

/** What somebody could give for a field. */
export function givenFor(field: Field): unknown {
  const [first, second] = field.choices ?? [];
  if (field.type === 'choice') return first?.id;
  if (field.type === 'choices') return [first?.id, second?.id];
  return GIVEN[field.type];
}

/** Everything answered that a stage asks for. */
export function fullAnswers(framework: Framework, stage: Stage): Map<string, Answer> {
  const answers = new Map<string, Answer>();
  for (const field of framework.fields) {
    if (field.stages[stage.id] === undefined) continue;
    const reading = readValue(field, givenFor(field), 'UTC');
    if (!reading.ok || reading.value === null) throw new Error(`${field.id}: no sample fits it`);
    answers.set(field.id, { value: reading.value });
  }
  return answers;
}
