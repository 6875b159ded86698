import { z } from 'zod';
import { statement } from '../model/answer-schemas.ts';
import { playbookBegun, playbookEnded, runStep } from '../model/playbook-run-schemas.ts';
import { INPUT_TYPES } from '../playbook/playbook.ts';
import { shownCited } from './assistant.ts';
import { call, stream } from './call.ts';
import { nothing } from './values.ts';

const id = z.string().min(1).max(200);
const text = z.string().max(200_000);

const problem = z.strictObject({
  line: z.number().int().positive(),
  step: z.string().nullable(),
  message: z.string(),
});

export const playbooksContract = {
  /** Those of the product, of the team's release and your own, by title. */
  'playbooks.list': call(
    'vault',
    nothing,
    z.array(
      z.strictObject({
        id,
        title: z.string(),
        about: z.string(),
        own: z.boolean(),
        /** It came with the team's release. */
        team: z.boolean(),
        text,
        inputs: z.array(
          z.strictObject({
            name: z.string(),
            type: z.enum(INPUT_TYPES),
            title: z.string(),
            about: z.string().nullable(),
            default: z.string().nullable(),
            optional: z.boolean(),
            options: z.array(z.string()),
          }),
        ),
      }),
    ),
  ),
  /** What is wrong with the YAML of a playbook; nothing: it can be run. */
  'playbooks.check': call('vault', z.strictObject({ text }), z.array(problem)),
  /** Keeps an own playbook, in place of `before` if it was that. Throws PLAYBOOK_INVALID, PLAYBOOK_TAKEN. */
  'playbooks.save': call(
    'vault',
    z.strictObject({ text, before: id.nullable() }),
    z.strictObject({ id }),
  ),
  'playbooks.remove': call('vault', z.strictObject({ id }), nothing),
  /** The YAML of what was done for an answer of the assistant. Throws EXCHANGE_GONE. */
  'playbooks.fromAnswer': call('case', z.strictObject({ id }), z.strictObject({ text })),
  /**
   * Runs a playbook, or goes on with a run; `id` is that of the playbook, or of the run. Cancelled, it can go on later. What
   * should leave for a model waits at `assistant.waiting`.
   */
  'playbooks.run': stream(
    'case',
    z.discriminatedUnion('how', [
      z.strictObject({
        how: z.literal('anew'),
        id,
        inputs: z.record(z.string(), z.string().max(20_000)),
      }),
      z.strictObject({ how: z.literal('on'), id }),
    ]),
    z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('begun'), run: id }),
      z.strictObject({
        type: z.literal('step'),
        step: runStep,
        state: z.enum(['running', 'done', 'known', 'left out']),
        statements: z.array(statement).readonly(),
      }),
      /** The analyst is asked; nothing goes on before `playbooks.answer`. */
      z.strictObject({
        type: z.literal('asking'),
        asking: z.strictObject({
          id,
          question: z.string(),
          options: z.array(z.string()).nullable(),
          default: z.string().nullable(),
        }),
      }),
    ]),
    z.strictObject({ run: id }),
  ),
  'playbooks.answer': call('case', z.strictObject({ id, answer: z.string().max(4000) }), nothing),
  /** Ends a run for good, whether it is under way or was broken off. Throws PLAYBOOK_ENDED. */
  'playbooks.cancel': call('case', z.strictObject({ run: id }), nothing),
  /** What was run, the latest first, and what was broken off. */
  'playbooks.runs': call(
    'case',
    nothing,
    z.strictObject({
      begun: z.array(
        z.strictObject({
          ...playbookBegun.shape,
          begun: z.string(),
          done: z.number().int(),
          /** It goes on now. */
          running: z.boolean(),
        }),
      ),
      ended: z.array(
        z.strictObject({
          ...playbookEnded.shape,
          author: z.string(),
          at: z.string(),
          cited: shownCited,
        }),
      ),
    }),
  ),
};
