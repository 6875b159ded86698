/** Turns text that comes in pieces, cut anywhere, into UTF-8. */
export interface Utf8Writer {
  push(chunk: Buffer): Buffer;
  /** What is left when the text ends: a character that was cut off comes as U+FFFD. */
  end(): Buffer;
}
