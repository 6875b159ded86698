import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { Failure } from '#shared/model/failure.ts';
import { compileMatcher, explainQuery, parseQuery, printNode } from '#shared/query/index.ts';
import { loadDefinitions } from '../../main/ingest/formats/format-files.ts';
import { compileDefinition, readFormatFile } from '../../main/ingest/formats/index.ts';
import {
  DEFAULT_LIMITS,
  detectEncoding,
  textOpener,
  walkPile,
} from '../../main/ingest/intake/index.ts';
import { compileRule, queryTextOf } from '../../main/iq/rules/compile-rule.ts';
import { makeRuleSet, readRules } from '../../main/iq/rules/index.ts';
import type { Random } from '../bench/engine/random.ts';
import { madeChunk, madeLog } from '../unit/main/ingest/intake/evtx-builder.ts';
import { writeZip } from '../unit/main/ingest/intake/zip-writer.ts';
import { mutateBytes, mutateText } from './mutate.ts';
import { readWhole } from './read-whole.ts';

/** One thing that takes what people bring. Throws when it does what it must not. */
export interface FuzzTarget {
  readonly name: string;
  /** One case; `folder` is for its files. */
  run(random: Random, folder: string): Promise<void> | void;
}

const CONTAINERS = join(import.meta.dirname, '../fixtures/containers');
const DEFINITIONS = loadDefinitions();
const SAMPLES = DEFINITIONS.flatMap(({ samples }) =>
  samples.map((sample) => `${'header' in sample ? `${sample.header}\n` : ''}${sample.text}`),
);
const LIMITS = { ...DEFAULT_LIMITS, maxMemberBytes: 4_000_000 };

const LOG = Buffer.from(`${SAMPLES.slice(0, 60).join('\n')}\n`);
const JOURNAL = Buffer.from(
  '__CURSOR=s=1\n__REALTIME_TIMESTAMP=1771400000000000\nPRIORITY=3\nMESSAGE=lost\n\n__CURSOR=s=2\n__REALTIME_TIMESTAMP=1771400000000001\nMESSAGE\n\x05\0\0\0\0\0\0\0a\nb\nc\n_PID=7\n\n',
);
const XML = Buffer.from(
  "<?xml version='1.0'?><Events><Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='a'/><EventID>4624</EventID><TimeCreated SystemTime='2026-03-12T14:00:00.1Z'/></System><EventData><Data Name='b'>c &amp; d</Data></EventData></Event></Events>",
);
const DOCUMENTS = Buffer.from(
  JSON.stringify(
    {
      Records: SAMPLES.slice(0, 5).map((text, i) => ({
        eventTime: '2026-03-12T14:00:00Z',
        i,
        text,
      })),
    },
    null,
    1,
  ),
);

async function tarOf(content: Buffer): Promise<Buffer> {
  const tar = pack();
  tar.entry({ name: 'a/b.log' }, content);
  tar.entry({ name: 'c.log' }, content.subarray(0, 100));
  tar.finalize();
  return buffer(tar);
}

/** Whole files of every kind that is read. */
async function filesOfEveryKind(): Promise<Buffer[]> {
  const fixture = (name: string): Buffer => readFileSync(join(CONTAINERS, name));
  const event = { id: 4624, level: 4, ticks: 133_000_000_000_000_000n, user: 'dana' };
  const tar = await tarOf(LOG);
  const zip = writeZip([
    { name: 'a.log', content: LOG },
    { name: 'b.log.gz', content: gzipSync(LOG) },
    { name: 'c.log', content: LOG, method: 0, zip64: true },
  ]);
  return [
    LOG,
    Buffer.from(`\ufeff${LOG.toString()}`, 'utf16le'),
    gzipSync(LOG),
    zstdCompressSync(LOG),
    brotliCompressSync(LOG),
    tar,
    gzipSync(tar),
    zip,
    gzipSync(zip),
    madeLog([madeChunk([event, { ...event, id: 1, user: 'k' }])]),
    JOURNAL,
    XML,
    DOCUMENTS,
    ...[
      'BZip2.zip',
      'Deflate64.zip',
      'LZMA.zip',
      'XZ.zip',
      'blocks.xz',
      'crc32.xz',
      'sha256.xz',
    ].map(fixture),
    ...[
      'independent.lz4',
      'legacy.lz4',
      'linked.lz4',
      'solid.7z',
      'LZMA.7z',
      'BZip2.7z',
      'text.7z',
      'text.bz2',
      'text.lzma',
    ].map(fixture),
  ];
}

let files: Promise<Buffer[]> | null = null;

async function readContainer(random: Random, folder: string): Promise<void> {
  files ??= filesOfEveryKind();
  const all = await files;
  const path = join(folder, random.pick(['a.log', 'a.gz', 'a', 'b.zip', 'c.evtx', 'd.json']));
  writeFileSync(path, mutateBytes(random.pick(all), random.pick(all), random));
  const { signal } = new AbortController();
  for await (const item of walkPile([path], LIMITS, signal)) {
    if (item.kind === 'skipped') {
      if (item.failure.code === 'INTERNAL') throw item.failure;
      continue;
    }
    const pieces: Buffer[] = [];
    try {
      for await (const piece of item.open(signal)) pieces.push(Buffer.from(piece));
    } catch (error) {
      // What is damaged says so; all before it is read.
      if (!(error instanceof Failure)) throw error;
    }
    const bytes = Buffer.concat(pieces);
    const head = bytes.subarray(0, 512 * 1024);
    const writer = textOpener(head, detectEncoding(head), path).open();
    const texts: Buffer[] = [];
    const step = 1 + random.below(5000);
    for (let at = 0; at < bytes.length; at += step) {
      texts.push(Buffer.from(writer.push(bytes.subarray(at, at + step))));
    }
    texts.push(Buffer.from(writer.end()));
    readWhole(Buffer.concat(texts), path);
  }
}

function readLog(random: Random): void {
  const own = random.pick(DEFINITIONS);
  const texts = own.samples.map((sample) => sample.text);
  const header = own.samples.find((sample) => 'header' in sample);
  const lines = Array.from({ length: 1 + random.below(30) }, () =>
    random.below(4) === 0 ? random.pick(SAMPLES) : random.pick(texts),
  );
  const whole = [
    ...(header !== undefined && 'header' in header ? [String(header.header)] : []),
    ...lines,
  ].join(random.pick(['\n', '\n', '\r\n']));
  const text = random.below(5) === 0 ? whole : mutateText(whole, random.pick(SAMPLES), random);
  readWhole(Buffer.from(text, random.pick(['utf8', 'utf8', 'latin1'])), 'a.log');
}

const LNAV = {
  fuzz_log: {
    title: 'a',
    regex: {
      std: {
        pattern:
          '^(?<timestamp>\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?) (?<level>\\w+)\\s+\\[(?<who>[^\\]]*)\\]:? (?<body>.*)$',
      },
      alt: { pattern: '^(?<level>[A-Z]) (?<timestamp>\\S+ \\S+) (?i)(?<body>(?:\\w+\\s?)*)$' },
    },
    'timestamp-format': ['%Y-%m-%d %H:%M:%S.%f', '%s'],
    level: { error: 'ERR', warning: 'WARN(ING)?' },
    value: { who: { kind: 'string', identifier: true }, size: { kind: 'integer' } },
    sample: [{ line: '2026-03-12 14:00:00.123 ERR [dana]: lost it', level: 'error' }],
  },
};
const LNAV_JSON = {
  fuzz_json: {
    json: true,
    'line-format': [{ field: '__timestamp__' }, ' ', { field: 'msg', 'default-value': '-' }],
    'timestamp-field': 'ts',
    'timestamp-divisor': 1000,
    'level-field': 'lvl',
    'body-field': 'msg',
    value: { msg: { kind: 'string' }, lvl: { kind: 'integer' } },
  },
};

function importFormat(random: Random): void {
  const own = JSON.stringify({ ...random.pick(DEFINITIONS), id: 'fuzz', samples: [] });
  const bases = [JSON.stringify(LNAV), JSON.stringify(LNAV_JSON, null, 2), own];
  const text = mutateText(random.pick(bases), random.pick(bases), random);
  const file = readFormatFile(text, []);
  for (const { definition } of file.formats) {
    const format = compileDefinition(definition, [definition]);
    const line = `${random.pick(SAMPLES)}\n${'a '.repeat(random.below(3000))}!\n`;
    readWhole(Buffer.from(mutateText(line, text, random)), 'a.log', format);
  }
}

const RULES = [
  `title: A\nid: 8a9b5c3e-0000-4000-8000-000000000001\nstatus: test\nlevel: high\ntags: [attack.t1059.001]\nlogsource: {product: windows, category: process_creation}\ndetection:\n  selection:\n    Image|endswith: ['\\\\powershell.exe', '\\\\pwsh.exe']\n    CommandLine|contains|all: ['-enc', ' -w ']\n  filter:\n    - ParentImage|re: '^C:\\\\(a+)\\\\b'\n    - User|startswith: 'NT '\n  condition: selection and not 1 of filter*\n`,
  `title: B\nlogsource: {product: linux, service: auth}\ndetection:\n  keywords: ['Failed password', 'invalid *user']\n  ip: {src|cidr: 10.0.0.0/8, port|gte: 1024, a|base64offset|contains: 'xyz', b|windash|contains: ' -a '}\n  condition: keywords or all of ip\n---\ntitle: C\ncorrelation:\n  type: event_count\n  rules: [B]\n  group-by: [user]\n  timespan: 5m\n  condition: {gte: 10}\n`,
] as const;

function loadRules(random: Random): void {
  const text = mutateText(random.pick(RULES), random.pick(RULES), random);
  const { rules } = readRules('a.yml', text, new Map());
  makeRuleSet(rules, new Map());
  for (const rule of rules) {
    if (rule.kind !== 'detection') continue;
    let query: string;
    try {
      query = queryTextOf(compileRule(rule, 'json', new Map()));
    } catch (error) {
      if (error instanceof TypeError || error instanceof RangeError) throw error;
      continue;
    }
    const parsed = parseQuery(query);
    if (!parsed.ok) throw new Error(`a rule's query is not one: ${query}: ${parsed.error.message}`);
    ask(query, random);
  }
}

const WORDS = [
  'level:error',
  'level:[warning TO fatal]',
  '"a phrase"',
  'word',
  'user:/bot-\\d+/i',
  'status:[500 TO 599]',
  'NOT',
  'AND',
  'OR',
  '(',
  ')',
  'a*b?c',
  'time:>2026-03-12',
  'source:api*',
  '_exists_:user',
  '-x',
  '+y',
  '!z',
  'ip:10.0.0.0/8',
  'field.a.b:"x y"',
  'n:>=5',
  '[a TO b}',
  '\\:',
  '||',
  '&&',
  'template:7',
  'issue:none',
] as const;

function askQuery(random: Random): void {
  const words = Array.from({ length: 1 + random.below(8) }, () => random.pick(WORDS)).join(' ');
  ask(random.below(3) === 0 ? words : mutateText(words, random.pick(SAMPLES), random), random);
}

function ask(text: string, random: Random): void {
  const parsed = parseQuery(text);
  if (!parsed.ok) {
    const { position, length, message } = parsed.error;
    if (position < 0 || position > text.length || length < 0 || message === '') {
      throw new Error(`an error that stands nowhere: ${position}, ${length} in ${text}`);
    }
    return;
  }
  explainQuery(parsed.query);
  const matcher = compileMatcher(parsed.query, { zone: 'UTC' });
  const message = mutateText(random.pick(SAMPLES), text, random);
  const subject = {
    level: random.below(8),
    timeUs: random.below(2) === 0 ? Number.NaN : 1.77e15,
    source: '/var/log/a.log',
    templateId: random.below(9),
    issue: null,
    detected: () => [],
    message: () => message,
    field: (name: string) => (name.length % 2 === 0 ? undefined : message),
    values: () => [message, 7, true, null],
  };
  const found = matcher.matches(subject);
  if (parsed.query.root === null) return;
  const again = parseQuery(printNode(parsed.query.root));
  if (!again.ok) throw new Error(`printed, it is not read: ${printNode(parsed.query.root)}`);
  if (compileMatcher(again.query, { zone: 'UTC' }).matches(subject) !== found) {
    throw new Error(`printed, it finds something else: ${text}`);
  }
}

export const FUZZ_TARGETS: readonly FuzzTarget[] = [
  { name: 'containers', run: readContainer },
  { name: 'logs', run: readLog },
  { name: 'formats', run: importFormat },
  { name: 'rules', run: loadRules },
  { name: 'queries', run: askQuery },
];
