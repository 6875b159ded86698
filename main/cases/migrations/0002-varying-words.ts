/** Which words stand in what the skeletons of a block leave open; none for blocks of the first version. */
export const sql = `
ALTER TABLE block ADD COLUMN varying BLOB;
`;
