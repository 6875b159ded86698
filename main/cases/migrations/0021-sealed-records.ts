/**
 * What proves that records are those that were taken in: of each block a digest, and of each source the entry of the
 * journal that has signed the digests of its blocks, as this copy holds them. See `ingest/seal`.
 */
export const sql = `
ALTER TABLE block ADD COLUMN digest BLOB;
ALTER TABLE source_read ADD COLUMN sealed TEXT;
`;
