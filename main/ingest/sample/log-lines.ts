/** Lines of one log, gathered in any order and given back by time; equal times keep the order of writing. */
export interface LogLines {
  add(time: number, text: string): void;
  /** The log in pieces of about 64 KiB, each line with its line feed. */
  chunks(): Iterable<string>;
}

const CHUNK = 65_536;

export function createLogLines(): LogLines {
  const lines: { time: number; text: string }[] = [];
  return {
    add(time, text) {
      lines.push({ time, text });
    },
    *chunks() {
      let chunk = '';
      for (const { text } of lines.toSorted((a, b) => a.time - b.time)) {
        chunk += `${text}\n`;
        if (chunk.length < CHUNK) continue;
        yield chunk;
        chunk = '';
      }
      if (chunk !== '') yield chunk;
    },
  };
}
