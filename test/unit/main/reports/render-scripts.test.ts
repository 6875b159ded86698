import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import type { Block, ReportDocument } from '../../../../main/reports/document/document.ts';
import { levelsOf, visualOrder } from '../../../../main/reports/render/bidi.ts';
import { renderDocx } from '../../../../main/reports/render/docx/docx.ts';
import { renderHtml } from '../../../../main/reports/render/html.ts';
import { breaksIn } from '../../../../main/reports/render/pdf/break-word.ts';
import { renderPdf } from '../../../../main/reports/render/pdf/pdf.ts';
import { streamsOfPdf, textOfPdf } from './pdf-text.ts';

/** Words of many scripts: joined and stacked letters, signs before their letter, marks, characters beyond 16 bits. */
const WORDS = [
  'deploy',
  'api-7',
  '10.0.0.1',
  '(HTTP',
  '503)',
  '1,204',
  'naïve',
  'e\u0301te\u0302',
  'ﬁle',
  'Ωμέγα',
  'ошибка',
  'السلام',
  'لا',
  'مُحَمَّد',
  'می\u200cخواهم',
  'یہ',
  '١٢٣',
  '(مثال)',
  '،',
  'שלום',
  'שָׁלוֹם',
  'בדוא״ל.',
  '[א]',
  'क्षत्रिय',
  'हिन्दी',
  'कर्म',
  'र्कि',
  'श्री।',
  'ที่นี่มีน้ำท่วม',
  'ผู้ใช้',
  '障害報告',
  'サーバー「停止」。',
  '服务器,',
  '數據',
  '한국어',
  '한'.normalize('NFD'),
  '오류',
  '👨‍👩‍👧',
  '🇩🇪',
  '❤️',
  '👍🏽',
  '🔥✓',
  '\u{20087}',
  'a\u200db',
  '→',
];

const documentOf = (blocks: readonly Block[], title = 'Report'): ReportDocument => ({
  language: 'en',
  title,
  letterHead: null,
  marking: '',
  over: '',
  subtitle: '',
  cover: 'head',
  facts: [],
  foot: '',
  draft: false,
  at: '2026-03-12T16:00:00Z',
  blocks,
});
const paragraph = (text: string): Block => ({ kind: 'paragraph', line: [{ text }] });
const record = (mono: string): Block => ({ kind: 'paragraph', line: [{ mono }] });
const packed = (text: string): string => text.replace(/\s+/g, '');

describe('text of every script in a PDF', () => {
  test('comes back letter by letter in the order in which it was written', async () => {
    const words = fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(fc.array(words, { minLength: 8, maxLength: 8 }), async (texts) => {
        const blocks = texts.flatMap((text) => [paragraph(text.join(' ')), record(text.join('='))]);
        const written = `Report${texts.map((text) => text.join('') + text.join('=')).join('')}`;
        expect(packed(textOfPdf(await renderPdf(documentOf(blocks))))).toBe(packed(written));
      }),
      { numRuns: 12, seed: 5 },
    );
  });

  test('letters that no face has, and marks that turn text round, are told by their number', async () => {
    const bytes = await renderPdf(documentOf([record('a\u{13000}\u{13001} \u202egnp.exe \ud800')]));
    expect(textOfPdf(bytes)).toContain('a[U+13000][U+13001] [U+202E]gnp.exe \ufffd');
  });

  test('other readers find the words too', async () => {
    if (spawnSync('pdftotext', ['-v']).error !== undefined) return;
    const folder = mkdtempSync(join(tmpdir(), 'error-iq-scripts-'));
    try {
      const path = join(folder, 'scripts.pdf');
      const words = [
        'الاستجابة',
        'می\u200cخواهم',
        'שלום',
        'क्षत्रिय',
        'र्कि',
        'ที่นี่มีน้ำท่วม',
        '障害報告',
        '한국어',
        '👨‍👩‍👧',
      ];
      writeFileSync(path, await renderPdf(documentOf(words.map((word) => paragraph(word)))));
      const text = execFileSync('pdftotext', [path, '-']).toString();
      for (const word of words) expect(text).toContain(word);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('faces of other scripts are embedded only where their letters are, and the same text gives the same bytes', async () => {
    const plain = (
      await renderPdf(documentOf([paragraph('plain · “quoted” – 5 → 6 • …')]))
    ).toString('latin1');
    expect([...plain.matchAll(/\/BaseFont \/\w+\+(\w+)/g)].map(([, name]) => name)).not.toContain(
      'NotoSansSC',
    );
    const blocks = [paragraph(WORDS.join(' '))];
    const first = await renderPdf(documentOf(blocks));
    expect(first.equals(await renderPdf(documentOf(blocks)))).toBe(true);
    expect(first.length).toBeLessThan(200_000);
    for (const name of ['NotoSansArabic', 'NotoSansSC', 'NotoEmoji', 'NanumGothic']) {
      expect(first.toString('latin1')).toContain(`+${name}`);
    }
    const shown = streamsOfPdf(first);
    for (const language of ['he', 'th', 'ja', 'ko', 'und-Arab']) {
      expect(shown).toContain(`/Lang (${language})`);
    }
  });
});

describe('directions', () => {
  const shownOrder = (text: string): string => {
    const levels = levelsOf([{ text, apart: false }]).parts[0] ?? new Uint8Array();
    return visualOrder([...levels])
      .map((at) => text[at])
      .join('');
  };

  test('numbers and western words keep theirs inside a sentence from right to left', () => {
    expect(shownOrder('אבג 12:30 api דה')).toBe('הד api 12:30 גבא');
    expect(shownOrder('abc אבג def')).toBe('abc גבא def');
  });

  test('a record begins at the left and does not turn the sentence that it stands in', () => {
    const parts = [
      { text: 'log ', apart: false },
      { text: 'א1', apart: true },
      { text: ' 42', apart: false },
    ];
    const { parts: levels, rtl } = levelsOf(parts);
    expect(rtl).toBe(false);
    expect(levels.map((own) => [...own])).toEqual([
      [0, 0, 0, 0],
      [3, 4],
      [0, 0, 0],
    ]);
  });

  test('HTML and DOCX say which text runs from right to left, and in which language', async () => {
    const report = documentOf(
      [
        { kind: 'heading', level: 1, id: 'a', text: 'סיכום האירוע' },
        paragraph('plain'),
        record('error אבג'),
        paragraph('障害です'),
      ],
      'تقرير',
    );
    const html = renderHtml(report);
    expect(html).toContain('<h2 id="a" dir="auto" lang="he">');
    expect(html).toContain('<h1 dir="auto" lang="und-Arab">');
    expect(html).toContain('<p>plain</p>');
    expect(html).toContain('<code dir="ltr">error');
    const parts = unzipSync(await renderDocx(report));
    const xml = strFromU8(parts['word/document.xml'] ?? new Uint8Array());
    const heading = /<w:p>(?:(?!<\/w:p>).)*סיכום.*?<\/w:p>/s.exec(xml)?.[0] ?? '';
    expect(heading).toContain('<w:bidi/>');
    expect(heading).toContain('<w:rtl/>');
    expect(xml).toMatch(/w:eastAsia="Yu Gothic"/);
    const plain = /<w:p>(?:(?!<\/w:p>).)*plain.*?<\/w:p>/s.exec(xml)?.[0] ?? '';
    expect(plain).not.toContain('w:bidi');
  });
});

describe('where lines break', () => {
  test('between ideographs but not before what closes, between Thai words, nowhere in others', () => {
    const parts = (text: string): string[] => {
      const places = [0, ...breaksIn(text), text.length];
      return places.slice(1).map((to, at) => text.slice(places[at], to));
    };
    expect(parts('停止しました。')).toEqual(['停', '止', 'し', 'ま', 'し', 'た。']);
    expect(parts('ทั้งหมดชั่วคราว')).toEqual(['ทั้งหมด', 'ชั่วคราว']);
    expect(parts('/var/log/a-b.log')).toEqual(['/var/log/a-b.log']);
    expect(parts('مستخدمًا')).toEqual(['مستخدمًا']);
  });
});
