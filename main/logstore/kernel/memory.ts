/*
 * Where things stand in the kernel's memory: tables of fixed size first, then what grows with the text, laid out anew for
 * each by the other side (`lines-codec.ts`), which also makes the room. They begin behind the tables of the kernel that scans
 * (`main/ingest/kernel/memory.ts`), with which a thread that reads shares its memory and the text. What is not touched costs nothing.
 */

/** Sixteen bytes of ones, then of zeros: read from `16 - n` on they are a mask of n bytes. */
export const FIRST_BYTES: i32 = 9437184;
/** Templates of lines: 4 words each, see `split.ts` and `join.ts`; at most TEMPLATE_CAP. Number 0 stands for whole lines. */
export const TEMPLATES: i32 = 9437248;
export const TEMPLATE_CAP: i32 = 4096;
/** Numbers of templates by hash: 16 bytes an entry. */
export const HASHED: i32 = 9502784;
export const HASHED_CAP: i32 = 16384;
/** Four words a column: see `split.ts` and `join.ts`. */
export const COLUMNS: i32 = 9764928;
export const COLUMN_CAP: i32 = 65536;
/** Place and length of the constant pieces of templates. */
export const PIECES: i32 = 10813504;
export const PIECE_CAP: i32 = 131072;
/** The rest behind further tables of the kernel that scans, and first of it the text that is taken apart. */
export const FREE: i32 = 18874496;
