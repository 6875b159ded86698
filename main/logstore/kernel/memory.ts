/*
 * Where things stand in the kernel's memory: tables of fixed size first, then what grows with the text, laid out anew for
 * each by the other side (`lines-codec.ts`), which also makes the room.
 */

/** Templates of lines: 4 words each, see `split.ts` and `join.ts`; at most TEMPLATE_CAP. Number 0 stands for whole lines. */
export const TEMPLATES: i32 = 1024;
export const TEMPLATE_CAP: i32 = 4096;
/** Numbers of templates by hash: 16 bytes an entry. */
export const HASHED: i32 = 66560;
export const HASHED_CAP: i32 = 16384;
/** Two words a column: see `split.ts` and `join.ts`. */
export const COLUMNS: i32 = 328704;
export const COLUMN_CAP: i32 = 65536;
/** Place and length of the constant pieces of templates. */
export const PIECES: i32 = 852992;
export const PIECE_CAP: i32 = 131072;
/** The rest. */
export const FREE: i32 = 1901568;
