/**
 * What has stood in each slot of a skeleton in all its records, as `shared/model/slot-values.ts` writes it. Null, as in all that
 * was read before: not known.
 */
export const sql = `
ALTER TABLE skeleton ADD COLUMN slots TEXT;
`;
