import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sampleSources } from '../../../main/ingest/sample/index.ts';
import type { Random } from '../../../main/ingest/sample/random.ts';
import { atTime, headEnd, timeOf } from './timestamps.ts';

/** A real line, the wait before it, and what kind of line it is. */
export interface RealLine {
  readonly text: string;
  /** What the line says, after its head. */
  readonly content: string;
  /** Milliseconds since the line before it, as it was. */
  readonly gapMs: number;
  /** Lines of one kind say the same but for what varies. */
  readonly kind: string;
}

/** Real logs that background is drawn from. */
export interface BackgroundSet {
  readonly name: string;
  readonly lines: readonly RealLine[];
}

/** A line of a bundle. `tags`: which injected changes it belongs to. */
export interface BundleLine {
  readonly ms: number;
  readonly text: string;
  readonly content: string;
  readonly kind: string;
  readonly tags: readonly string[];
}

/** Every NAME_2k.log of a folder (or NAME.log), with its labels where they lie beside it. */
export function readSets(folder: string): BackgroundSet[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.log'))
    .sort()
    .map((name) => {
      const path = join(folder, name);
      const raw = readFileSync(path, 'utf8')
        .split(/\r?\n/)
        .filter((line) => line !== '');
      const labels = existsSync(`${path}_structured.csv`)
        ? readLabels(readFileSync(`${path}_structured.csv`, 'utf8'))
        : null;
      return { name: name.replace(/(?:_2k)?\.log$/, ''), lines: realLines(raw, labels) };
    });
}

const STORY_BEGINS = Date.parse('2026-03-12T14:06:00Z');

/** Background of our own: the quiet half hour before the sample's story begins, each log a set. */
export function sampleSets(): BackgroundSet[] {
  return sampleSources().map(({ name, text }) => {
    const lines = [...text()]
      .join('')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('\t'));
    const year = (ms: number): number =>
      ms < Date.UTC(2001, 0) ? ms + (Date.UTC(2026, 0) - Date.UTC(2000, 0)) : ms;
    const quiet = lines.filter((line) => {
      const ms = timeOf(line);
      // A syslog names no year, and 2000 had a day more before March.
      return ms !== null && year(ms) < STORY_BEGINS + (ms < Date.UTC(2001, 0) ? 86_400_000 : 0);
    });
    return { name: `sample ${name.replace(/\.log$/, '')}`, lines: realLines(quiet, null) };
  });
}

function realLines(
  raw: readonly string[],
  labels: readonly { content: string; kind: string }[] | null,
): RealLine[] {
  const timed = raw.filter((line) => timeOf(line) !== null).length;
  let before: number | null = null;
  return raw.flatMap((line, at) => {
    const ms = timeOf(line);
    if (ms === null && timed * 2 > raw.length) return [];
    const text = ms === null ? `2026-01-01 00:00:00,000 ${line}` : line;
    const label = labels?.[at];
    const content =
      label !== undefined && label.content !== '' && text.endsWith(label.content)
        ? label.content
        : contentOf(text);
    const gapMs = before === null || ms === null ? 1000 : Math.max(0, ms - before);
    before = ms;
    return [{ text, content, gapMs, kind: label?.kind ?? maskOf(content) }];
  });
}

/** What a line says: the message of JSON, else what follows its stamps, thread and logger. */
function contentOf(line: string): string {
  const json = /"(?:msg|message)":"((?:[^"\\]|\\.)*)"/.exec(line);
  if (json?.[1] !== undefined) return json[1];
  const rest = line.slice(headEnd(line));
  const head =
    /^[^A-Za-z]*(?:(?:INFO|WARN|WARNING|ERROR|DEBUG)\s+)?(?:\[[^\]]*\]\s*)?(?:[\w.$-]+(?:\[\d+\])?(?: - |: ))*(?:(?:INFO|WARN|WARNING|ERROR|DEBUG) - )?/.exec(
      rest,
    );
  return rest.slice(head?.[0].length ?? 0);
}

const maskOf = (content: string): string => content.replace(/\S*\d\S*/g, '#').slice(0, 80);

/** Columns Content and EventId of a structured CSV (RFC 4180). */
function readLabels(csv: string): { content: string; kind: string }[] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain = '', end] of csv.matchAll(
    /(?:"((?:[^"]|"")*)"|([^,\n\r]*))(,|\r?\n|$)/g,
  )) {
    row.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === ',') continue;
    if (row.length > 1) rows.push(row);
    row = [];
  }
  const [head = [], ...body] = rows;
  const [content, kind] = [head.indexOf('Content'), head.indexOf('EventId')];
  return body.map((cells) => ({ content: cells[content] ?? '', kind: cells[kind] ?? '' }));
}

/** Lines that follow each other in one run, about. */
const RUN = 20;
/** A pause within a run is not longer than so many mean ones: it was a night, not a rhythm. */
const LONGEST_PAUSE = 12;

/**
 * Background in which nothing changes: runs of real lines, in their real order and with their real gaps, drawn with
 * replacement (after the stationary bootstrap of Politis and Romano 1994) and begun at random moments, each as
 * likely as the next. Bursts and what follows what stay as they were; that one part of the log is unlike another,
 * which would be a change, does not.
 */
export function background(
  set: BackgroundSet,
  random: Random,
  count: number,
  fromMs: number,
  spanMs: number,
): BundleLine[] {
  const { lines } = set;
  const mean = lines.reduce((sum, { gapMs }) => sum + gapMs, 0) / lines.length || 1;
  // As dense in the bundle as they were in their log.
  const scale = spanMs / count / mean;
  const drawn: BundleLine[] = [];
  while (drawn.length < count) {
    let at = random.int(0, lines.length - 1);
    let ms = random.next() * spanMs;
    for (;;) {
      const line = lines[at];
      if (line === undefined) break;
      const { text, content, kind } = line;
      const when = fromMs + (ms % spanMs);
      drawn.push({ ms: when, text: atTime(text, when), content, kind, tags: [] });
      if (random.chance(1 / RUN)) break;
      at++;
      ms += Math.min(lines[at]?.gapMs ?? 0, LONGEST_PAUSE * mean) * scale + random.next() * 20;
    }
  }
  return drawn;
}

/** A line of the set that says something else: the head of a real one, with another message and level. */
export function spoken(
  set: BackgroundSet,
  random: Random,
  ms: number,
  message: string,
  level: 'error' | 'warn' | 'info',
): string {
  // A head whose message stands at its end, so that it can be exchanged.
  for (let tries = 0; tries < 50; tries++) {
    const line = set.lines[random.int(0, set.lines.length - 1)];
    if (line === undefined || line.content === '') continue;
    const at = line.text.lastIndexOf(line.content);
    if (at < 0) continue;
    const head = withLevel(line.text.slice(0, at), level);
    return atTime(`${head}${message}${line.text.slice(at + line.content.length)}`, ms);
  }
  return `${new Date(ms).toISOString()} ${level.toUpperCase()} ${message}`;
}

const LEVEL_WORDS = { error: 'ERROR', warn: 'WARN', info: 'INFO' } as const;
const PINO = { error: 50, warn: 40, info: 30 } as const;

function withLevel(head: string, level: keyof typeof LEVEL_WORDS): string {
  return head
    .replace(/"level":\d+/, `"level":${PINO[level]}`)
    .replace(/\b(?:INFO|WARN|WARNING|ERROR|DEBUG|FATAL)\b/, LEVEL_WORDS[level])
    .replace(/\[(?:notice|error|info|warn)\]/, `[${level}]`);
}
