/** Characters and lines of a message that are looked at: a stack overflow of Java has 1,024 frames, and a chain of them a few thousand. */
const TEXT_CAP = 512 * 1024;
export const LINE_CAP = 8192;
/** A longer line is no frame. */
const LONGEST_LINE = 1200;

/** What collectors write before each line: a time with stream and flag (CRI), a service (compose), a pod (kubectl). */
const PREFIXES: readonly RegExp[] = [
  /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?[ \t](?:(?:stdout|stderr) [FP] )?/,
  /^\[pod\/[^\]]{1,160}\] /,
  /^[\w.-]{1,64} {0,20}\| /,
];
// oxlint-disable-next-line no-control-regex -- colours begin with one
const COLOUR = /\u001b\[[\d;]{0,20}m/g;
const DOCKER = /^\{"log":"/;

/**
 * The lines of a message that may hold a stack trace, as the program printed them: without the prefixes and
 * wrappers of collectors (Docker's JSON lines, CRI, compose, kubectl), out of a JSON document or a text
 * with written line feeds (`\n`), without colours.
 */
export function traceLines(message: string): string[] {
  return plainLines(unescaped(message.length > TEXT_CAP ? message.slice(0, TEXT_CAP) : message));
}

/** The same of a part of a message that is of several lines and within `LINE_CAP`: its lines are then some of the message's. */
export function plainLines(text: string): string[] {
  const lines = text.split('\n', LINE_CAP);
  for (let at = 0; at < lines.length; at++) lines[at] = plainLine(lines[at] ?? '');
  return lines;
}

function plainLine(given: string): string {
  let line = given.length > LONGEST_LINE ? given.slice(0, LONGEST_LINE) : given;
  if (line.endsWith('\r')) line = line.slice(0, -1);
  const first = line.charCodeAt(0);
  // A frame begins with blanks; only what does not can have a prefix.
  if (first <= 0x20 && first !== 0x1b) return line;
  if (line.includes('\u001b')) line = line.replace(COLOUR, '');
  // One that was cut short is no JSON, and stays as it is.
  const logged = DOCKER.test(line) ? loggedText(given) : null;
  if (logged !== null) line = plainLine(logged.replace(/\n$/, ''));
  for (const prefix of PREFIXES) {
    const found = prefix.exec(line);
    if (found !== null) return line.slice(found[0].length);
  }
  return line;
}

/** Whether a line among those of a trace looks like a record of its own, written by another thread. */
export const isOtherRecord = (line: string): boolean =>
  /^(?:\[?\d{4}-\d\d-\d\d|\d{1,3}(?:\.\d{1,3}){3} |(?:level|time|ts)=|\{"|\[\d|[A-Z][a-z]{2} [ \d]\d |(?:DEBUG|INFO|WARN|TRACE)\b)/.test(
    line,
  );

function loggedText(line: string): string | null {
  try {
    const { log }: { log?: unknown } = JSON.parse(line);
    return typeof log === 'string' ? log : null;
  } catch {
    return null;
  }
}

/** A message of one line that holds several, written as JSON or with `\n`. */
function unescaped(text: string): string {
  if (!text.includes('\\n') || text.includes('\n')) return text;
  if (text.startsWith('{')) {
    try {
      const found = longestText(JSON.parse(text), 0);
      if (found !== null) return found;
    } catch {
      // Cut short, or not JSON: the written line feeds are enough.
    }
  }
  return text
    .replace(/\\r?\\?n/g, '\n')
    .replace(/\\t/g, '\t')
    .replace(/\\"/g, '"');
}

const DEEPEST = 6;

/** The longest text of several lines anywhere in a document: the others say less. */
function longestText(value: unknown, depth: number): string | null {
  if (typeof value === 'string') return value.includes('\n') ? value : null;
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return null;
  const texts = Object.values(value).flatMap((inner) => longestText(inner, depth + 1) ?? []);
  return texts.toSorted((a, b) => b.length - a.length)[0] ?? null;
}
