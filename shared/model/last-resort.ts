/** Formats that are read with when no other fits, and so can hold anything. */
export const LAST_RESORT: readonly string[] = [
  'generic',
  'generic-day-first',
  'generic-month-first',
  'plain',
];
