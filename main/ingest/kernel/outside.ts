/* What the kernel asks of the other side (`block-scanner.ts`). Lines and messages are given as positions in memory, formats as FIRST_FORMAT has it. */

/** Reads a line the slow way and fills in the header. See LINE_… in records.ts for what it answers. */
export declare function readLine(at: i32, end: i32, next: i32, isOpen: i32): i32;
/** Reads a time of a format into the header; 0: no layout does. */
export declare function readTime(format: i32, at: i32, end: i32): i32;
/** The same of a number of JSON that is not whole, or long. */
export declare function readNumber(format: i32, at: i32, end: i32): i32;
/** Level that the text of a pattern's group tells. */
export declare function readLevel(group: i32, at: i32, end: i32): i32;
/** Number of the skeleton of a message of one line; -1 - number: another message of the same shape may have another. */
export declare function numberSkeleton(at: i32, end: i32): i32;
/** Number of the skeleton of a record that is not one plain line; the header's message is -1 afterwards when it is not verbatim. */
export declare function numberWhole(start: i32, end: i32, lines: i32): i32;
/** Level that all messages of a skeleton have in a format; 255: each its own. */
export declare function levelOfSkeleton(format: i32, skeleton: i32): i32;
/** Level that a message tells. */
export declare function levelOfMessage(format: i32, start: i32, end: i32): i32;
/** Takes the columns of a batch. */
export declare function takeBatch(records: i32): void;
/** Says how lines of a shape are read, whose fields stand in memory, and writes it at `shape`, and their columns `columns` behind SHAPE_COLUMNS. */
export declare function learnShape(fields: i32, shape: i32, columns: i32): void;
/** The entry of a state's row that is not known yet. */
export declare function nextState(format: i32, state: i32, byte: i32): i32;
/** The same of what tells which formats a line may be of; see `secondary.ts`. */
export declare function nextPrefix(state: i32, byte: i32): i32;
/** Which list has the formats that lines may be of which end in a state, or go on from it; see `secondary.ts`. */
export declare function listOf(state: i32, goesOn: i32): i32;
/** Writes the row of a line of a format whose fields its patterns alone do not tell. */
export declare function readRow(format: i32, at: i32, end: i32): void;
