import type { Input, Output } from '#shared/contract/index.ts';

/** A question of a report as the page has it. */
export type Field = Output<'reports.state'>['fields'][number];

/** What is given for it; null: nothing any more. */
export type Answer = Input<'reports.answer'>['answer'];
