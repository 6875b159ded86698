/** What `kernel/records.ts` calls a line: part of the record before. */
export const GOES_ON = 0;
/** The line begins a record. */
export const STARTS = 1;
/** No format explains the line, and it stands for itself. */
export const UNEXPLAINED = 2;
/** The line stands before the first record. */
export const LEADS = 3;
/** The kernel has read all that it was given. */
export const DONE = 0;
/** How `kernel/records.ts` takes a line that no pattern explains. */
export const GOING_ON = { ask: 0, indented: 1, always: 2, untimed: 3 } as const;
/** Kinds of values in the order in which `kernel/json.ts` counts them. */
export const JSON_KINDS = [
  'text',
  'escaped',
  'whole',
  'number',
  'truth',
  'null',
  'object',
  'array',
] as const;
