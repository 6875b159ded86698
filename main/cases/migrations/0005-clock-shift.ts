/** How far the clock of a source is set right. Stored times stay as they were logged: the shift is added where they are read. */
export const sql = `
ALTER TABLE source ADD COLUMN shift_us INTEGER NOT NULL DEFAULT 0;
`;
