import { createRandom, type Random } from '../../../main/ingest/sample/random.ts';
import { background, spoken, type BackgroundSet, type BundleLine } from './background.ts';
import {
  chronic,
  CONSEQUENCES,
  disk,
  ERRORS,
  heartbeat,
  HERRINGS,
  scan,
  served,
  type Message,
} from './messages.ts';
import { atTime } from './timestamps.ts';

export const FAULTS = [
  'new error',
  'rate x3',
  'heartbeat lost',
  'one host of twelve',
  'slow drift',
  'release',
  'none',
  // Behind the others, which draw by their place: their bundles stay what they were.
  'one value x3',
] as const;
export type Fault = (typeof FAULTS)[number];

/** What was done to a bundle, and so what has to be found. */
export interface Truth {
  readonly fault: Fault;
  /** Tags of changes that signals have to find. */
  readonly changes: readonly string[];
  /** Tag of what began it; null: nothing did. */
  readonly cause: string | null;
  /** The one host that it is on. */
  readonly host: string | null;
}

export interface Bundle {
  readonly files: readonly { readonly name: string; readonly lines: readonly BundleLine[] }[];
  readonly truth: Truth;
  readonly endMs: number;
}

const HOUR_MS = 3_600_000;
const SPAN_MS = 6 * HOUR_MS;
const FROM_MS = Date.UTC(2026, 2, 12, 4);
const HOSTS = 12;
const MAIN_LINES = 7000;
const SIDE_LINES = 2000;
const HOST_LINES = 900;

interface File {
  readonly name: string;
  readonly set: BackgroundSet;
  readonly lines: BundleLine[];
}

/** Writes background, puts one fault into it (or none), and things that only look like one. All by the seed. */
export function makeBundle(
  sets: readonly BackgroundSet[],
  at: number,
  fault: Fault,
  seed: number,
): Bundle {
  const random = createRandom(seed * 7919 + at * 104_729 + FAULTS.indexOf(fault) * 1_299_709);
  for (let i = 0; i < 8; i++) random.next();
  const set = sets[at];
  if (set === undefined) throw new Error(`there is no set ${at}`);
  const other = sets[(at + 1 + random.int(0, Math.max(0, sets.length - 2))) % sets.length] ?? set;
  const fleet = fault === 'one host of twelve' || random.chance(0.25);
  const files = fleet
    ? Array.from({ length: HOSTS }, (_, host) =>
        newFile(`node-${String(host + 1).padStart(2, '0')}/app.log`, set, random, HOST_LINES),
      )
    : [
        newFile('app.log', set, random, MAIN_LINES),
        newFile('backend.log', other, random, SIDE_LINES),
      ];
  for (const file of files) addRoutine(file, random, fleet);
  const writer = new Writer(random, files, fleet);
  const truth = writer.inject(fault);
  if (random.chance(0.5)) writer.addHerring();
  const ordered = files.map(({ name, lines }) => ({
    name,
    lines: lines.toSorted((a, b) => a.ms - b.ms),
  }));
  // One file for all hosts, as collectors write it.
  const collected = fleet && random.chance(0.4) ? [collect(ordered)] : ordered;
  return { files: collected, truth, endMs: FROM_MS + SPAN_MS };
}

function newFile(name: string, set: BackgroundSet, random: Random, count: number): File {
  return { name, set, lines: background(set, random, count, FROM_MS, SPAN_MS) };
}

/** A heartbeat and served calls, which are there in every bundle. */
function addRoutine(file: File, random: Random, fleet: boolean): void {
  const period = random.int(20, 60) * 1000 * (fleet ? 2 : 1);
  for (let ms = FROM_MS + random.int(0, period); ms < FROM_MS + SPAN_MS; ms += period) {
    say(file, random, ms + random.int(-400, 400), heartbeat, 'info', ['heartbeat']);
  }
  const every = fleet ? 120_000 : 25_000;
  for (let ms = FROM_MS; ms < FROM_MS + SPAN_MS; ms += random.exponential(every)) {
    say(file, random, ms, served(1), 'info', ['served']);
  }
}

function say(
  file: File,
  random: Random,
  ms: number,
  message: Message,
  level: 'error' | 'warn' | 'info',
  tags: readonly string[],
): void {
  const content = message(random);
  file.lines.push({
    ms,
    content,
    text: spoken(file.set, random, ms, content, level),
    kind: tags[0] ?? '',
    tags,
  });
}

class Writer {
  private readonly random: Random;
  private readonly files: File[];
  private readonly fleet: boolean;
  private readonly beginMs: number;
  private readonly endMs: number;

  constructor(random: Random, files: File[], fleet: boolean) {
    this.random = random;
    this.files = files;
    this.fleet = fleet;
    this.beginMs = FROM_MS + SPAN_MS * (0.4 + 0.3 * random.next());
    // Two of three last to the end, the others are mended.
    this.endMs = random.chance(0.67)
      ? FROM_MS + SPAN_MS
      : this.beginMs + SPAN_MS * (0.2 + 0.08 * random.next());
  }

  private get main(): File {
    const file = this.files[this.fleet ? this.random.int(0, this.files.length - 1) : 0];
    if (file === undefined) throw new Error('a bundle has a file');
    return file;
  }

  inject(fault: Fault): Truth {
    switch (fault) {
      case 'new error':
        return this.newError();
      case 'rate x3':
        return this.rate();
      case 'heartbeat lost':
        return this.heartbeatLost();
      case 'one host of twelve':
        return this.oneHost();
      case 'slow drift':
        return this.drift();
      case 'release':
        return this.release();
      case 'one value x3':
        return this.oneValue();
      case 'none':
        return { fault, changes: [], cause: null, host: null };
    }
  }

  /** Says something from a moment on, at random. */
  private stream(
    file: File,
    message: Message,
    tag: string,
    level: 'error' | 'warn' | 'info',
    everyMs: number,
    fromMs = this.beginMs,
  ): void {
    for (let ms = fromMs; ms < this.endMs; ms += this.random.exponential(everyMs)) {
      say(file, this.random, ms, message, level, [tag]);
    }
  }

  /** Louder than its cause, some minutes later. */
  private consequence(): string[] {
    if (!this.random.chance(0.5)) return [];
    const late = this.beginMs + this.random.int(3, 12) * 60_000;
    const file = this.files.at(-1) ?? this.main;
    this.stream(file, this.random.pick(CONSEQUENCES), 'consequence', 'error', 30_000, late);
    return ['consequence'];
  }

  private newError(): Truth {
    this.stream(
      this.main,
      this.random.pick(ERRORS),
      'error',
      'error',
      this.random.int(60, 180) * 1000,
    );
    const changes = ['error', ...this.consequence()];
    return { fault: 'new error', changes, cause: 'error', host: null };
  }

  /** Triples what comes all the time: a line that is there in most stretches of three minutes. */
  private rate(): Truth {
    const file = this.main;
    const steady = steadyKinds(file.lines);
    const kind = this.random.pick(steady);
    // On every host alike: one host alone is another fault.
    for (const one of this.fleet ? this.files : [file]) {
      const known = one.lines.filter((line) => line.kind === kind);
      one.lines.forEach((line, at) => {
        if (line.kind === kind) one.lines[at] = { ...line, tags: [...line.tags, 'rate'] };
      });
      for (const line of known) {
        if (line.ms < this.beginMs || line.ms >= this.endMs) continue;
        for (let copy = 0; copy < 2; copy++) {
          const ms = Math.min(this.endMs, line.ms + this.random.int(0, 90_000));
          one.lines.push({ ...line, ms, text: atTime(line.text, ms), tags: ['rate'] });
        }
      }
    }
    return { fault: 'rate x3', changes: ['rate'], cause: 'rate', host: null };
  }

  /** Triples a gateway's line within one of its statuses, which few of its records have. */
  private oneValue(): Truth {
    const file: File = { name: 'gateway.jsonl', set: this.main.set, lines: [] };
    const others: [number, ...number[]] = [200, 200, 200, 200, 200, 200, 304, 304, 404];
    const add = (ms: number, status: number): void => {
      const content = `request answered in ${this.random.int(5, 400)} ms`;
      const record = { time: new Date(ms).toISOString(), level: 'info', status, message: content };
      const tags = ['value'];
      file.lines.push({ ms, content, text: JSON.stringify(record), kind: 'gateway', tags });
    };
    for (let ms = FROM_MS; ms < FROM_MS + SPAN_MS; ms += this.random.exponential(4000)) {
      add(ms, this.random.pick(others));
    }
    for (let ms = FROM_MS; ms < FROM_MS + SPAN_MS;) {
      add(ms, 502);
      const times = ms >= this.beginMs && ms < this.endMs ? 3 : 1;
      ms += this.random.exponential(90_000 / times);
    }
    this.files.push(file);
    return { fault: 'one value x3', changes: ['value'], cause: 'value', host: null };
  }

  private heartbeatLost(): Truth {
    const file = this.main;
    const kept = file.lines.filter(
      ({ tags, ms }) => !tags.includes('heartbeat') || ms < this.beginMs || ms > this.endMs,
    );
    file.lines.splice(0, file.lines.length, ...kept);
    const changes = ['heartbeat', ...this.consequence()];
    return {
      fault: 'heartbeat lost',
      changes,
      cause: 'heartbeat',
      host: this.fleet ? hostOf(file) : null,
    };
  }

  private oneHost(): Truth {
    const file = this.main;
    const message = this.random.pick(ERRORS);
    if (this.random.chance(0.5)) {
      // Every host has it now and then.
      for (const one of this.files) {
        for (let times = this.random.int(0, 3); times > 0; times--) {
          say(one, this.random, FROM_MS + this.random.next() * SPAN_MS, message, 'error', [
            'error',
          ]);
        }
      }
    }
    this.stream(file, message, 'error', 'error', this.random.int(40, 120) * 1000);
    return { fault: 'one host of twelve', changes: ['error'], cause: 'error', host: hostOf(file) };
  }

  /** Calls take longer and longer, up to two and a half times as long. */
  private drift(): Truth {
    for (const file of this.files) {
      file.lines.forEach((line, at) => {
        if (!line.tags.includes('served') || line.ms < this.beginMs) return;
        const slow = 1 + (1.5 * (line.ms - this.beginMs)) / (FROM_MS + SPAN_MS - this.beginMs);
        const content = line.content.replace(/\d+(?= ms)/, (ms) =>
          String(Math.round(Number(ms) * slow)),
        );
        file.lines[at] = { ...line, content, text: line.text.replace(line.content, content) };
      });
    }
    return { fault: 'slow drift', changes: ['served'], cause: 'served', host: null };
  }

  /** A release rewords three lines, and perhaps breaks something some minutes later. */
  private release(): Truth {
    const file = this.main;
    const [major, minor] = [this.random.int(1, 9), this.random.int(0, 40)];
    const text = this.random.pick([
      `deploying app ${major}.${minor}.1 (was ${major}.${minor}.0)`,
      `Starting app version ${major}.${minor}.1`,
      `release v${major}.${minor}.1 rolled out`,
    ]);
    say(file, this.random, this.beginMs, () => text, 'info', ['marker']);
    const kinds = steadyKinds(file.lines, 8).slice(0, 3);
    const files = this.fleet ? this.files : [file];
    const words = ['accepted', 'stage', 'unit'];
    kinds.forEach((kind, number) => {
      for (const one of files) {
        one.lines.forEach((line, at) => {
          if (line.kind !== kind) return;
          const tag = `reworded ${number}`;
          if (line.ms < this.beginMs || line.ms > this.endMs) {
            one.lines[at] = { ...line, tags: [tag] };
            return;
          }
          const content = `${words[number] ?? 'now'} handler: ${line.content} [v${major}]`;
          one.lines[at] = { ...line, content, text: replaced(line, content), tags: [tag] };
        });
      }
    });
    const changes = kinds.map((_, number) => `reworded ${number}`);
    if (this.random.chance(0.6)) {
      const late = this.beginMs + this.random.int(1, 8) * 60_000;
      this.stream(file, this.random.pick(ERRORS), 'error', 'error', 60_000, late);
      changes.push('error');
    }
    return { fault: 'release', changes, cause: 'marker', host: null };
  }

  addHerring(): void {
    const file = this.main;
    switch (this.random.pick(HERRINGS)) {
      case 'scan': {
        const from = FROM_MS + SPAN_MS * (0.1 + 0.7 * this.random.next());
        for (let ms = from; ms < from + 180_000; ms += this.random.exponential(1500)) {
          say(file, this.random, ms, scan, 'info', ['herring']);
        }
        return;
      }
      case 'disk': {
        const from = FROM_MS + SPAN_MS * (0.1 + 0.7 * this.random.next());
        for (let step = 0; step < 4; step++) {
          say(file, this.random, from + step * 120_000, disk, 'warn', ['herring']);
        }
        return;
      }
      case 'release': {
        // Long before or long after the fault.
        const away = this.random.chance(0.5) ? -0.3 : 0.25;
        const ms = this.beginMs + SPAN_MS * away;
        say(
          file,
          this.random,
          ms,
          (r) => `Starting reporter version ${r.int(1, 9)}.${r.int(0, 9)}.${r.int(0, 9)}`,
          'info',
          ['herring'],
        );
        return;
      }
      case 'chronic':
        for (let ms = FROM_MS; ms < FROM_MS + SPAN_MS; ms += this.random.exponential(200_000)) {
          say(file, this.random, ms, chronic, 'error', ['herring']);
        }
    }
  }
}

const replaced = (line: BundleLine, content: string): string => {
  const at = line.text.lastIndexOf(line.content);
  return at < 0
    ? line.text
    : line.text.slice(0, at) + content + line.text.slice(at + line.content.length);
};

const hostOf = ({ name }: { name: string }): string => name.split('/')[0] ?? name;

const STEADY = 0.4;

/** Real kinds of lines that come most steadily: by the number of three-minute stretches that have one. */
function steadyKinds(lines: readonly BundleLine[], most = 3): [string, ...string[]] {
  const stretches = new Map<string, Set<number>>();
  for (const { kind, ms, tags, content } of lines) {
    if (tags.length > 0 || content.length < 8) continue;
    const known = stretches.get(kind) ?? new Set<number>();
    stretches.set(kind, known);
    known.add(Math.floor(ms / 180_000));
  }
  const all = Math.max(...[...stretches.values()].flatMap((known) => [...known])) + 1;
  const first = Math.min(...[...stretches.values()].flatMap((known) => [...known]));
  const [best = '', ...rest] = [...stretches]
    .sort((a, b) => b[1].size - a[1].size)
    .slice(0, most)
    // The steadiest in any case; others where they are there nearly half of the time.
    .filter(([, known], at) => at === 0 || known.size >= STEADY * (all - first))
    .map(([kind]) => kind);
  return [best, ...rest];
}

/** All hosts' logs as one file of JSON lines, as a collector writes it. */
function collect(files: Bundle['files']): Bundle['files'][number] {
  const lines = files.flatMap(({ name, lines: own }) =>
    own.map((line) => ({
      ...line,
      text: JSON.stringify({
        time: new Date(line.ms).toISOString(),
        host: name.split('/')[0],
        ...(/\bERROR\b|\[error\]|"level":50/.test(line.text)
          ? { level: 'error' }
          : { level: 'info' }),
        message: line.content,
      }),
    })),
  );
  return { name: 'collected.jsonl', lines: lines.sort((a, b) => a.ms - b.ms) };
}
