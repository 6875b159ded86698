import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { reportData, type ReportData } from '../../../../main/reports/data/report-data.ts';
import { frameworks } from '../../../../main/reports/frameworks/bundled-frameworks.ts';
import type { ReportFormat } from '../../../../main/reports/render/formats.ts';
import { formatOf, renderReport, REPORT_FORMATS } from '../../../../main/reports/render/formats.ts';
import { prepareReport } from '../../../../main/reports/report.ts';
import { readCsv } from '../../read-csv.ts';
import { SAMPLE_CASE } from './sample-case.ts';
import { dataOf } from './sample-report.ts';
import locale from '../../../../resources/locales/en.json' with { type: 'json' };
import { KIND_WORDS } from '../../../../main/reports/document/journal-blocks.ts';
import schema from '../../../../docs/report.schema.json' with { type: 'json' };

const stages = frameworks().flatMap((framework) =>
  framework.stages.map((stage) => [`${framework.id} ${stage.id}`, framework.id, stage.id] as const),
);

const textOf = async (data: ReportData, format: ReportFormat): Promise<string> =>
  Buffer.from(await renderReport(data, format)).toString();

describe('every report', () => {
  test.each(stages)(
    '%s is data of the published shape, a page and a text',
    async (_name, id, stage) => {
      const data = dataOf(id, stage);
      expect(reportData.parse(JSON.parse(await textOf(data, 'json')))).toEqual(data);
      const html = await textOf(data, 'html');
      const ids = new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, name]) => name));
      const targets = [...html.matchAll(/href="#([^"]+)"/g)].map(([, name]) => name);
      expect(targets.filter((target) => !ids.has(target))).toEqual([]);
      expect(html).not.toMatch(/<script|src=|https?:\/\/(?!www\.w3\.org)/);
      const markdown = await textOf(data, 'md');
      for (const answer of data.answers) {
        if (data.stage.layout === 'letter' || !answer.form || answer.text === '') continue;
        expect(html).toContain(answer.law);
        if (answer.type === 'text') expect(markdown).toContain(answer.text);
      }
    },
  );

  test('comes out the same, byte for byte', async () => {
    const data = () => dataOf('nis2', 'notification');
    for (const format of REPORT_FORMATS) {
      const once = await renderReport(data(), format);
      const again = await renderReport(data(), format);
      expect(Buffer.from(once).equals(Buffer.from(again)), format).toBe(true);
    }
  });

  test('its shape is published in the docs as it is', () => {
    expect(schema).toEqual(z.toJSONSchema(reportData));
  });
});

describe('other outputs', () => {
  test('DOCX: each part is there that another names', async () => {
    const parts = unzipSync(await renderReport(dataOf('dora', 'final'), 'docx'));
    const read = (name: string): string => strFromU8(parts[name] ?? new Uint8Array());
    const document = read('word/document.xml');
    const relations = read('word/_rels/document.xml.rels');
    for (const [, id] of document.matchAll(/r:(?:id|embed|link)="([^"]+)"/g)) {
      expect(relations).toContain(`Id="${id}"`);
    }
    for (const [, target] of relations.matchAll(/Target="(media\/[^"]+)"/g)) {
      expect(Object.keys(parts)).toContain(`word/${target}`);
    }
    const anchors = [...document.matchAll(/w:anchor="([^"]+)"/g)].map(([, name]) => name);
    expect(anchors.length).toBeGreaterThan(4);
    for (const anchor of anchors) expect(document).toContain(`w:name="${anchor}"`);
    expect(document).toContain('SQLTransientConnectionException');
    expect(read('docProps/core.xml')).toContain('2026-03-13T09:12:45Z');
  });

  test('CSV: cells that a spreadsheet would run are kept from it', async () => {
    const evil = '=HYPERLINK("http://x","y")';
    const rows = readCsv(await textOf(dataOf('gdpr', 'notification', { controller: evil }), 'csv'));
    const controller = rows.find((row) => row[2] === 'controller');
    expect(controller?.[6]).toBe(`'${evil}`);
    const zip = unzipSync(await renderReport(dataOf('dora', 'final'), 'csv.zip'));
    expect(Object.keys(zip).sort()).toEqual(
      [
        'answers',
        'custody',
        'deadlines',
        'findings',
        'issues',
        'records',
        'sources',
        'templates',
        'times',
      ].map((name) => `${name}.csv`),
    );
  });

  test('markup in what people and logs wrote stays text', async () => {
    const data = dataOf('gdpr', 'notification', {
      controller: '<img src=x onerror=alert(1)> | `a`',
    });
    expect(await textOf(data, 'html')).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(await textOf(data, 'md')).toContain('\\<img src=x onerror=alert(1)\\> \\| \\`a\\`');
  });

  test('a letter says who writes when to whom, in plain words, and ends with room to sign', async () => {
    const sent = { addressee: 'Ms Jane Doe\n12 Harbour Road', signatory: 'Bo Lindqvist\nOfficer' };
    const data = dataOf('gdpr', 'communication', { ...sent, 'letter-date': null });
    const text = await textOf(data, 'md');
    const [head = '', body = ''] = text.split('# Notice of a personal data breach');
    for (const part of ['**Ledger Bank plc**', 'Ms Jane Doe\\\n12 Harbour Road', 'INC-2026-0312']) {
      expect(head).toContain(part);
    }
    // The day on which the case was last changed, and no time that only a machine would write.
    expect(head).toContain('13 March 2026');
    expect(body).toContain('Dear Sir or Madam,');
    expect(body).toContain('12 March 2026 at 15:20 (Europe/Berlin)');
    expect(body).toMatch(
      /Yours faithfully,\n\n(\\_)+\\\nBo Lindqvist\\\nOfficer\\\nLedger Bank plc\n$/,
    );
    const release = await textOf(dataOf('hipaa', 'media'), 'md');
    expect(release).toContain('For immediate release');
    expect(release).toContain('About 1,599');
    expect(release).not.toContain('Sincerely');
  });

  test('the list that an auditor samples from is whole, on paper too', async () => {
    const issues = Array.from({ length: 700 }, (_, at) => ({
      ...(SAMPLE_CASE.issues[0] ?? { title: '' }),
      key: `event-${at}`,
      title: `Event number ${at} of all`,
    })) as (typeof SAMPLE_CASE)['issues'];
    const request = { framework: 'soc2', stage: 'period', given: {}, now: '2026-03-13T00:00:00Z' };
    const { data } = prepareReport(
      { ...SAMPLE_CASE, issues },
      { ...request, submission: 1, signer: null },
    );
    const text = await textOf(data, 'md');
    expect(text.match(/Event number \d+ of all/g)).toHaveLength(700);
    expect(text).toContain('The complete list: 700 events');
  });

  test('the story is told with the numbers of the records that it cites, where its reader gets it', async () => {
    const text = await textOf(dataOf('soc2', 'incident'), 'md');
    expect(text).toContain('# Narrative');
    expect(text).toContain('The first warning of a leak \\[1\\] came two minutes later');
    expect(text).toContain('Last changed by Ada Okafor, 2026-03-12 18:00:00 UTC.');
    expect(await textOf(dataOf('nis2', 'notification'), 'json')).not.toContain('went out at 14:07');
  });

  test('a record that the story alone cites goes only to who gets the story', () => {
    const [first] = SAMPLE_CASE.cited;
    if (first === undefined) throw new Error('no record');
    const cited = [...SAMPLE_CASE.cited, { ...first, text: 'of the story alone' }];
    const text = `[here](#record-${cited.length})`;
    const facts = { ...SAMPLE_CASE, cited, narrative: { text, author: 'A', at: first.time ?? '' } };
    const citedAt = (framework: string, stage: string): string[] =>
      prepareReport(facts, {
        framework,
        stage,
        given: {},
        now: '2026-03-13T00:00:00Z',
        submission: 1,
        signer: null,
      }).data.cited.map((record) => record.text);
    expect(citedAt('post-incident', 'review')).toContain('of the story alone');
    expect(citedAt('nis2', 'notification')).not.toContain('of the story alone');
  });

  test('times that contradict each other are told', async () => {
    const times = SAMPLE_CASE.times.map((time) =>
      time.name === 'aware' ? { ...time, contradicts: ['detected'] } : time,
    );
    const { data } = prepareReport(
      { ...SAMPLE_CASE, times },
      {
        framework: 'post-incident',
        stage: 'review',
        given: {},
        now: '2026-03-13T00:00:00Z',
        submission: 1,
        signer: null,
      },
    );
    expect(await textOf(data, 'html')).toContain('“Became aware” stands before “Detected”.');
  });

  test('what is left out of a list is told, with how many there are', async () => {
    const [entry] = SAMPLE_CASE.custody;
    const [issue] = SAMPLE_CASE.issues;
    if (entry === undefined || issue === undefined) throw new Error('an empty sample');
    const custody = Array.from({ length: 1234 }, (_, at) => ({ ...entry, what: `Act ${at}` }));
    const issues = Array.from({ length: 2500 }, (_, at) => ({ ...issue, key: `issue-${at}` }));
    const { data } = prepareReport(
      { ...SAMPLE_CASE, custody, issues },
      {
        framework: 'soc2',
        stage: 'incident',
        given: {},
        now: '2026-03-13T00:00:00Z',
        submission: 1,
        signer: null,
      },
    );
    expect(data.listed).toEqual({ custody: 1234, issues: 2500 });
    const text = await textOf(data, 'md');
    expect(text).toContain('The first 500 of 1,234. The whole log is in the case');
    expect(text).toContain('The first 30 of 2,500.');
  });

  test('the words for kinds of entries are those of the screen', () => {
    const screen: Record<string, string> = locale.settings.kinds;
    for (const [kind, words] of Object.entries(KIND_WORDS)) {
      expect(screen[kind.replace('.', '_')]?.toLowerCase(), kind).toBe(words.toLowerCase());
    }
  });

  test('a cited record stands as it is cited, to the end of a line, and what is left out is told', async () => {
    const [first, ...rest] = SAMPLE_CASE.cited;
    if (first === undefined) throw new Error('no record');
    const frames = Array.from({ length: 60 }, (_, at) => `    at com.shop.Frame${at}.call(X.java)`);
    const cited = [{ ...first, text: ['Error: no connection', ...frames].join('\n') }, ...rest];
    const request = { framework: 'soc2', stage: 'incident', given: {}, now: SAMPLE_CASE.created };
    const { data } = prepareReport(
      { ...SAMPLE_CASE, cited },
      { ...request, submission: 1, signer: null },
    );
    const text = await textOf(data, 'html');
    expect(text).toContain('at com.shop.Frame30.call(X.java)');
    expect(text).toMatch(/X\.java\) …/);
    expect(text).toMatch(/Shortened here by [\d,]+ characters/);
    expect(await textOf(data, 'json')).toContain('at com.shop.Frame59.call(X.java)');
  });

  test('a deadline that is a day is told as a day, not as the first moment of it in UTC', async () => {
    const change = { discovered: '2026-03-12', submitted: '2026-03-13T09:30:00Z' };
    const text = await textOf(dataOf('hipaa', 'secretary', change), 'md');
    expect(text).toContain(
      '| 2026-03-12 | 2026-05-11<br>until the end of the day (Europe/Berlin) |',
    );
    expect(text).not.toContain('2026-03-11');
  });

  test('where every question rests on the same, it is said once', async () => {
    expect(
      (await textOf(dataOf('post-incident', 'review'), 'md')).match(/Good practice/g),
    ).toHaveLength(1);
  });

  test('how closely it is to be kept stands on it, and not on a letter to the people', async () => {
    expect(await textOf(dataOf('gdpr', 'notification'), 'html')).toContain('Confidential</p>');
    expect(await textOf(dataOf('gdpr', 'communication'), 'html')).not.toContain('Confidential');
  });

  test('the ending of a name says the format', () => {
    expect(formatOf('a.csv.zip')).toBe('csv.zip');
    expect(formatOf('A.PDF')).toBe('pdf');
    expect(() => formatOf('report.txt')).toThrow('End its name with one of .pdf');
  });
});

describe('what is missing', () => {
  const ask = (given: Record<string, unknown>) =>
    prepareReport(SAMPLE_CASE, {
      framework: 'gdpr',
      stage: 'notification',
      given,
      now: '2026-03-20T00:00:00Z',
      submission: 1,
      signer: null,
    });

  test('is named, what does not fit too, and a late report must say why', () => {
    const { gaps, data } = ask({ 'subject-count': 'many', 'high-risk': 'no' });
    const named = gaps.map(({ field, kind }) => `${field.id} ${kind}`);
    expect(named[0]).toBe('subject-count invalid');
    expect(named).toContain('delay-reason missing');
    expect(named).toContain('controller missing');
    expect(named).not.toContain('aware missing');
    expect(data.draft).toBe(true);
    expect(data.answers.find(({ id }) => id === 'aware')?.value).toBe('2026-03-12T14:35:00Z');
  });

  /** Which answers contradict others, and what would fit. */
  const wrong = (framework: string, stage: string, given: Record<string, unknown>) =>
    prepareReport(SAMPLE_CASE, {
      framework,
      stage,
      given,
      now: '2026-03-13T00:00:00Z',
      submission: 1,
      signer: null,
    }).contradictions.map(({ field, expected }) => `${field.id}: ${expected}`);

  test('answers that contradict each other are named with what would fit', () => {
    const gaps = (given: Record<string, unknown>) => wrong('hipaa', 'secretary', given);
    expect(gaps({ individuals: 1599, 'affects-500': false })).toEqual([
      'affects-500: Yes, as 500 or more individuals are said to be affected',
    ]);
    expect(
      gaps({ individuals: 499, 'affects-500': true, 'state-residents-500': true }),
    ).toHaveLength(2);
    expect(gaps({ individuals: 500, 'affects-500': true, 'state-residents-500': false })).toEqual(
      [],
    );
    expect(gaps({ 'affects-500': true })).toEqual([]);
  });

  test('GDPR: a reason for what is said to have been done is told; telling people in public is telling them', () => {
    const gaps = (given: Record<string, unknown>) => wrong('gdpr', 'register', given);
    const unintelligible = 'the-data-were-unintelligible-for-example-encrypted-a';
    const inPublic = 'it-would-take-a-disproportionate-effort-public-communication';
    expect(gaps({ 'people-told': true, exemption: unintelligible })).toEqual([
      'exemption: no reason, as the people concerned are said to be told',
    ]);
    expect(gaps({ 'people-told': false, exemption: unintelligible })).toEqual([]);
    expect(gaps({ 'people-told': true, exemption: inPublic })).toEqual([]);
    expect(gaps({ 'people-told': true, exemption: { justified: 'Not used.' } })).toEqual([]);
    expect(gaps({ notified: true, 'not-notified-reason': 'No risk.' })).toEqual([
      'not-notified-reason: no reason, as the authority is said to have been notified',
    ]);
    expect(gaps({ notified: false, 'not-notified-reason': 'No risk.' })).toEqual([]);
  });

  const EARLY = '2026-03-12T10:00:00Z';
  const LATE = '2026-03-12T11:00:00Z';
  test.each([
    ['gdpr', 'notification', 'aware', 'occurred', { detected: { justified: 'Not known.' } }],
    ['gdpr', 'notification', 'aware', 'detected', { occurred: EARLY }],
    ['gdpr', 'register', 'detected', 'occurred', { aware: LATE }],
    ['gdpr', 'notification', 'submitted', 'aware', { occurred: EARLY, detected: EARLY }],
    ['nis2', 'early-warning', 'aware', 'detected', {}],
    ['nis2', 'notification', 'submitted', 'aware', { detected: EARLY }],
    ['nis2', 'final', 'notification-submitted', 'aware', { detected: EARLY }],
    ['nis2', 'final', 'submitted', 'notification-submitted', { detected: EARLY, aware: EARLY }],
    ['nis2', 'final', 'handled', 'detected', { aware: LATE }],
    ['cra', 'early-warning', 'submitted', 'aware', {}],
    ['cra', 'final', 'notification-submitted', 'aware', {}],
    ['dora', 'intermediate', '3.3', '3.2', { '2.2': LATE, '2.3': LATE }],
    ['dora', 'intermediate', '2.2', '3.2', { '2.3': LATE, '3.3': LATE }],
    ['dora', 'initial', '2.3', '2.2', {}],
    ['dora', 'initial', 'submitted', '2.3', { '2.2': EARLY }],
    ['dora', 'final', '4.8', '3.2', { '2.2': LATE, '2.3': LATE, '3.3': LATE }],
    ['pci-dss', 'incident', 'window-to', 'window-from', {}],
  ])('%s %s: %s is not before %s', (framework, stage, later, earlier, others) => {
    const gaps = (at: string) =>
      wrong(framework, stage, { ...others, [earlier]: LATE, [later]: at });
    expect(gaps(EARLY).map((gap) => gap.split(':')[0])).toEqual([later]);
    expect(gaps(LATE)).toEqual([]);
  });

  test.each([
    ['hipaa', 'secretary', 'discovered', 'breach-date', {}],
    ['hipaa', 'secretary', 'breach-end', 'breach-date', { discovered: '2026-03-12' }],
    ['soc2', 'period', 'period-to', 'period-from', {}],
  ])('%s %s: the day %s is not before %s', (framework, stage, later, earlier, others) => {
    const gaps = (day: string) =>
      wrong(framework, stage, { ...others, [earlier]: '2026-03-12', [later]: day });
    expect(gaps('2026-03-11').map((gap) => gap.split(':')[0])).toEqual([later]);
    expect(gaps('2026-03-12')).toEqual([]);
  });

  test('DORA: nothing affected beside a number of what was is refused', () => {
    const gaps = (given: Record<string, unknown>) =>
      wrong('dora', 'final', given).map((gap) => gap.split(':')[0]);
    expect(gaps({ 'x-transactions': false, '3.9': 12 })).toEqual(['3.9']);
    expect(gaps({ 'x-transactions': false, '3.9': 0 })).toEqual([]);
    expect(gaps({ 'x-downtime': false, '3.16': '00:00:43' })).toEqual(['3.16']);
    expect(gaps({ 'x-downtime': false, '3.16': '00:00:00' })).toEqual([]);
    expect(gaps({ '3.12': ['no-impact-on-clients'], '3.4': 1 })).toEqual(['3.12']);
    expect(gaps({ '3.12': ['no-impact-on-clients'], '3.4': 0 })).toEqual([]);
    expect(gaps({ '3.12': ['no-impact-on-financial-counterparts'], '3.6': 1 })).toEqual(['3.12']);
    expect(gaps({ '3.12': ['no-impact-on-transactions'], 'x-transactions': true })).toEqual([
      '3.12',
    ]);
    expect(gaps({ '3.31': ['none', 'police'] })).toEqual(['3.31']);
    expect(gaps({ '3.31': ['none'] })).toEqual([]);
  });

  test('a name that no field has is refused, one that other frameworks share is not', () => {
    expect(() => ask({ controler: 'X' })).toThrow('no field "controler"');
    expect(ask({ 'entity.name': 'Ledger Bank plc', 'entity.lei': 'x' }).gaps.length).toBe(
      ask({}).gaps.length - 1,
    );
  });
});
