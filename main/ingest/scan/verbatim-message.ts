/**
 * Where the first line ends of a record of several lines whose message is all that stands from a place in it on; -1: it is not, as
 * the place is not in the first line, or the line has a carriage return, which is no part of the message.
 */
export function verbatimFrom(bytes: Buffer, place: number, start: number, end: number): number {
  if (place < start) return -1;
  const newline = bytes.indexOf(10, start);
  return newline < place || newline >= end || bytes[newline - 1] === 13 ? -1 : newline;
}
