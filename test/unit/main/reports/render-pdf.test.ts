import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { composeReport } from '../../../../main/reports/document/compose.ts';
import type { Block } from '../../../../main/reports/document/document.ts';
import { journalBlocks } from '../../../../main/reports/document/journal-blocks.ts';
import { renderReport } from '../../../../main/reports/render/formats.ts';
import { renderPdf } from '../../../../main/reports/render/pdf/pdf.ts';
import { dataOf } from './sample-report.ts';

const has = (program: string): boolean => spawnSync(program, ['-v']).error === undefined;
const line = (text: string): Block => ({ kind: 'paragraph', line: [{ text }] });

/** What stands over the foot of each page. */
function lastLines(path: string): (string | undefined)[] {
  const pages = execFileSync('pdftotext', ['-layout', path, '-']).toString().split('\f');
  return pages.map((page) =>
    page
      .split('\n')
      .filter((text) => text.trim() !== '')
      .at(-2),
  );
}

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'error-iq-reports-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('PDF', () => {
  test('has structure, bookmarks, language, title, and text that its citations lead to', async () => {
    const data = dataOf('dora', 'final');
    const path = join(folder, 'final.pdf');
    const bytes = Buffer.from(await renderReport(data, 'pdf'));
    writeFileSync(path, bytes);
    const raw = bytes.toString('latin1');
    expect(raw).toContain('/StructTreeRoot');
    expect(raw).toContain('/Lang (en)');
    expect(raw).toContain('/Outlines ');
    expect(raw).toContain('/DisplayDocTitle true');
    expect(raw).toMatch(/\/S \/Figure/);
    if (!has('pdftotext')) return;
    const text = execFileSync('pdftotext', ['-layout', path, '-']).toString();
    const pages = text.split('\f');
    pages.pop();
    pages.forEach((page, at) => expect(page).toContain(`Page ${at + 1} of ${pages.length}`));
    const cited = [...text.matchAll(/\[(\d+), p\.\s(\d+)\]/g)];
    expect(cited.length).toBeGreaterThan(4);
    for (const [, record, page] of cited) {
      const wanted = data.cited[Number(record) - 1];
      expect(pages[Number(page) - 1]).toContain(`line ${wanted?.line.toLocaleString('en')}`);
    }
    const flowing = execFileSync('pdftotext', [path, '-']).toString().replaceAll(/\s+/g, ' ');
    for (const { label } of data.answers.filter(({ form }) => form)) {
      const words = label.split(' ').slice(0, 3).join(' ');
      expect(flowing).toContain(words.replaceAll(/\s+/g, ' '));
    }
  });

  test('no page opens with the records of a finding, without the finding', async () => {
    if (!has('pdftotext')) return;
    const data = dataOf('nis2', 'notification');
    const [finding] = data.findings;
    if (finding === undefined) throw new Error('no finding');
    const path = join(folder, 'findings.pdf');
    // Findings of different lengths, so that pages end at every line of one.
    const findings = Array.from({ length: 120 }, (_, at) => ({
      ...finding,
      text: Array.from({ length: 1 + (at % 13) }, (_, line) => `- Line ${line}.`).join('\n'),
    }));
    writeFileSync(path, await renderReport({ ...data, findings }, 'pdf'));
    const pages = execFileSync('pdftotext', ['-layout', path, '-']).toString().split('\f');
    // Under the head of the page.
    const first = pages.map((page) => page.split('\n').filter((line) => line.trim() !== '')[1]);
    const opens = first.filter((line) => line?.trim().startsWith('Concerns:') === true).length;
    expect(first.filter((line) => line?.trim().startsWith('Records:') === true)).toEqual([]);
    // The three of them go there together, so the test has met the place.
    expect(opens).toBeGreaterThan(0);
  });

  test('no page ends with the title of a finding and who found it', async () => {
    if (!has('pdftotext')) return;
    const data = dataOf('nis2', 'notification');
    const [finding] = data.findings;
    if (finding === undefined) throw new Error('no finding');
    // A line of text and what clings to it, at every height of a page: between lists of different lengths.
    const findings = Array.from({ length: 150 }, (_, at) => {
      const lines = Array.from({ length: 1 + ((at * 5) % 13) }, (__, line) => `- Line ${line}.`);
      return { ...finding, text: at % 2 === 0 ? 'A line.' : lines.join('\n') };
    });
    const path = join(folder, 'titles.pdf');
    writeFileSync(path, await renderReport({ ...data, findings }, 'pdf'));
    const last = lastLines(path);
    expect(last.length).toBeGreaterThan(20);
    expect(last.filter((line) => line?.includes('confidence: ') === true)).toEqual([]);
  });

  test('what is said of the journal is not parted from the digest of its head', async () => {
    if (!has('pdftotext')) return;
    const data = dataOf('nis2', 'final');
    // At every height of a page: after lists of different lengths.
    const blocks = Array.from({ length: 60 }, (_, at) => [
      ...Array.from({ length: 1 + ((at * 5) % 13) }, () => line('A line.')),
      ...journalBlocks(data),
    ]);
    const path = join(folder, 'journals.pdf');
    writeFileSync(path, await renderPdf({ ...composeReport(data), blocks: blocks.flat() }));
    const last = lastLines(path);
    expect(last.length).toBeGreaterThan(20);
    expect(last.filter((text) => text?.endsWith('digest of its head is') === true)).toEqual([]);
  });

  test('a heading never stands alone at the foot of a page, however long what comes before is', async () => {
    if (!has('pdftotext')) return;
    const headings = composeReport(dataOf('nis2', 'early-warning')).blocks.flatMap((block) =>
      block.kind === 'heading' ? [block.text] : [],
    );
    for (let lines = 1; lines < 40; lines += 9) {
      const significance = Array.from(
        { length: lines },
        (_, line) => `- Line ${line} of what happened.`,
      );
      const data = dataOf('nis2', 'early-warning', { significance: significance.join('\n') });
      const path = join(folder, 'register.pdf');
      writeFileSync(path, await renderReport(data, 'pdf'));
      const pages = execFileSync('pdftotext', ['-layout', path, '-']).toString().split('\f');
      for (const page of pages.slice(0, -1)) {
        const body = page
          .split('\n')
          .filter((line) => line.trim() !== '')
          .slice(0, -1);
        expect(headings).not.toContain(body.at(-1)?.trim());
      }
    }
  });

  test('letters that no face has are told by their number, and none breaks a page', async () => {
    const nature = 'Ω ελληνικά кириллица 漢字 \u0007 🙂 \u{13000} \u202e ' + 'x'.repeat(2000);
    const path = join(folder, 'letters.pdf');
    writeFileSync(path, await renderReport(dataOf('gdpr', 'communication', { nature }), 'pdf'));
    if (!has('pdftotext')) return;
    const text = execFileSync('pdftotext', [path, '-']).toString();
    for (const word of ['ελληνικά', 'кириллица', '漢字', '🙂', '[U+13000]', '[U+202E]', '\\x07']) {
      expect(text).toContain(word);
    }
  });
});
