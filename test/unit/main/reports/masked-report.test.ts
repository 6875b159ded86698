import { inflateSync } from 'node:zlib';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import {
  createFinder,
  createMasking,
  createTextMasker,
  loadNameLists,
  maskingKey,
} from '../../../../main/privacy/index.ts';
import { maskReport } from '../../../../main/reports/index.ts';
import type { ReportData } from '../../../../main/reports/data/report-data.ts';
import { REPORT_FORMATS, renderReport } from '../../../../main/reports/render/formats.ts';
import { PLANTED } from '../privacy/planted.ts';
import { dataOf } from './sample-report.ts';

const find = createFinder(await loadNameLists());
const masking = createMasking(
  () => Promise.resolve(createTextMasker(maskingKey(new Uint8Array(32).fill(7)), find)),
  { keep: () => Promise.resolve(), find: () => Promise.resolve(new Map()) },
);

/** A report with everything planted wherever somebody can write, or a log can say it. */
function planted(): ReportData {
  const lines = PLANTED.map(({ line }) => line);
  const data = dataOf('dora', 'final');
  const at = (n: number): string => lines[n % lines.length] ?? '';
  const spread = <T, U>(list: readonly T[], put: (item: T, at: number) => U): U[] =>
    list.length === 0
      ? []
      : Array.from({ length: lines.length }, (_, n) => put(list[n % list.length] as T, n));
  return {
    ...data,
    case: { ...data.case, name: `Leak: ${at(0)}`, reference: at(12) },
    journal: { ...data.journal, authors: ['Grace Hopper', 'grace.hopper@navy.example.org'] },
    answers: data.answers.map((answer, n) =>
      answer.type === 'prose' ? { ...answer, value: at(n), text: at(n) } : answer,
    ),
    findings: spread(data.findings, (finding, n) => ({
      ...finding,
      title: at(n),
      text: at(n),
      assets: [at(n)],
      author: 'Grace Hopper',
    })),
    pins: spread(data.pins, (pin, n) => ({ ...pin, note: at(n), author: 'Grace Hopper' })),
    times: data.times.map((time, n) => ({ ...time, basis: at(n), author: 'Grace Hopper' })),
    cited: spread(data.cited, (record, n) => ({
      ...record,
      text: at(n),
      source: `/logs/${at(n)}`,
    })),
    issues: spread(data.issues, (issue, n) => ({ ...issue, title: at(n) })),
    templates: spread(data.templates, (template, n) => ({ ...template, text: at(n) })),
    sources: spread(data.sources, (source, n) => ({ ...source, path: at(n), problem: at(n) })),
    custody: spread(data.custody, (entry, n) => ({
      ...entry,
      who: 'Grace Hopper',
      what: at(n),
      source: at(n),
    })),
  };
}

/** Everything that can be read out of a file: as it is, unpacked, out of a PDF's streams, and as text of its pages. */
function readable(bytes: Uint8Array, format: string): string {
  const raw = Buffer.from(bytes).toString('latin1');
  if (format === 'docx' || format === 'csv.zip') {
    const parts = Object.values(unzipSync(bytes)).map((part) => Buffer.from(part).toString());
    return `${raw}\n${parts.join('\n')}`;
  }
  if (format !== 'pdf') return Buffer.from(bytes).toString();
  const streams = [...raw.matchAll(/stream\n([\s\S]*?)\nendstream/g)].map(([, body = '']) => {
    try {
      return inflateSync(Buffer.from(body, 'latin1')).toString('latin1');
    } catch {
      return body;
    }
  });
  return [raw, ...streams, pagesOf(bytes)].join('\n');
}

/** Text of a PDF is written in glyphs, which only a reader of PDFs turns back. */
function pagesOf(bytes: Uint8Array): string {
  if (spawnSync('pdftotext', ['-v']).error !== undefined) return '';
  const folder = mkdtempSync(join(tmpdir(), 'error-iq-masked-'));
  try {
    const path = join(folder, 'report.pdf');
    writeFileSync(path, bytes);
    const text = execFileSync('pdftotext', ['-raw', path, '-']).toString();
    return `${text}\n${text.replaceAll(/\s+/g, '')}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** How a value could still stand there: as it is, escaped, or in the middle of base64 at each of its three places. */
function formsOf(value: string): string[] {
  const packed = [0, 1, 2].map((before) =>
    Buffer.from('x'.repeat(before) + value)
      .toString('base64')
      .slice(4, -4),
  );
  const bare = value.replaceAll(/\s+/g, '');
  return [value, bare, encodeURIComponent(value), ...packed].filter((form) => form.length >= 6);
}

test('a masked report has no planted value in any format, and says that it is masked', async () => {
  const clear = planted();
  const masked = await maskReport(clear, masking);
  expect(masked.masked).toBe(true);
  expect(masked.sources.map(({ sha256 }) => sha256)).toEqual(
    clear.sources.map(({ sha256 }) => sha256),
  );
  expect(masked.answers.map(({ label }) => label)).toEqual(clear.answers.map(({ label }) => label));
  for (const format of REPORT_FORMATS) {
    const text = readable(await renderReport(masked, format), format);
    const left = [...PLANTED.map(({ value }) => value), 'Grace Hopper'].filter((value) =>
      formsOf(value).some((form) => text.includes(form)),
    );
    expect(left, format).toEqual([]);
    if (format !== 'csv' && format !== 'csv.zip') expect(text, format).toMatch(/[Mm]asked/);
  }
  // The search finds what is there: of the report in clear it finds all of it.
  const json = readable(await renderReport(clear, 'json'), 'json').replaceAll('\\"', '"');
  const missed = PLANTED.filter(
    ({ value }) => !json.includes(value) && !json.includes(JSON.stringify(value).slice(1, -1)),
  );
  expect(missed).toEqual([]);
});
