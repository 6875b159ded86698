import fc from 'fast-check';
import { expect, test } from 'vitest';
import { detectTable, loadFormats } from '../../../../main/ingest/formats/index.ts';
import { watchHeaders, type TablePart } from '../../../../main/ingest/table-header.ts';

const formats = loadFormats();

function parts(text: string, sizes: readonly number[]): TablePart[] {
  const found = detectTable(text, formats);
  if (found === null) throw new Error('no table');
  const watch = watchHeaders(found.format, found.shape);
  const bytes = Buffer.from(text);
  const out: TablePart[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    out.push(...watch.push(bytes.subarray(at, at + size)));
    at += size;
  }
  return [...out, ...watch.end()];
}

/** Every line with the columns that are in force there, `#` for those of headers. */
function outline(text: string, sizes: readonly number[]): string[] {
  const all = parts(text, sizes);
  expect(Buffer.concat(all.map(({ bytes }) => bytes)).toString()).toBe(text);
  const runs: { key: string; text: string }[] = [];
  for (const { bytes, shape, isHeader } of all) {
    const key = isHeader ? '#' : (shape?.columns.join(' ') ?? '');
    const last = runs.at(-1);
    if (last?.key === key && !isHeader) last.text += bytes.toString();
    else runs.push({ key, text: bytes.toString() });
  }
  return runs.map((run) => `${run.key}|${run.text}`);
}

const A = '#Version: 1.0\n#Fields: date time cs-method cs-uri-stem\n';
const B = '#Fields: date time cs-method cs-uri-stem sc-status\n';
const ROW = '2024-05-01 10:00:00 GET /';
const iis = `${A}${ROW}\n${A}${ROW}\n${B}\n${ROW} 200\n${ROW} 404\n${A}${ROW}\n#Remark: end`;
const csv = '\r\ntime,what\r\n\r\n2024-05-01 10:00:00,x\r\n2024-05-01 10:00:01,"y\r\nz"\r\n';
const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 6 });

test('the columns in force are known wherever the bytes are cut, and no byte is lost', () => {
  const a = 'date time cs-method cs-uri-stem';
  const expected = [
    `#|${A}`,
    `${a}|${ROW}\n${A}${ROW}\n`,
    `#|${B}\n`,
    `${a} sc-status|${ROW} 200\n${ROW} 404\n`,
    `#|${A}`,
    `${a}|${ROW}\n#Remark: end`,
  ];
  fc.assert(
    fc.property(sizes, (pieces) => {
      expect(outline(iis, pieces)).toEqual(expected);
    }),
  );
});

test('the names of the columns above the directives are header too, not a row', () => {
  const names = 'date-time,event-id,source';
  const above = `${names}\r\n#Software: Shop\r\n#Fields: ${names}\r\n`;
  const rows = '2024-05-01T10:00:00Z,SEND,SMTP\r\n';
  fc.assert(
    fc.property(sizes, (pieces) => {
      expect(outline(above + rows, pieces)).toEqual([
        `#|${above}`,
        `date-time event-id source|${rows}`,
      ]);
    }),
  );
  const others = detectTable(`date-time,event-id\n#Fields: ${names}\n${rows}`, formats);
  expect(others?.shape.header ?? '').not.toContain('#Fields');
});

test('a header that stands once ends where the rows begin', () => {
  const header = csv.slice(0, csv.indexOf('2024'));
  fc.assert(
    fc.property(sizes, (pieces) => {
      const [first, ...rest] = outline(csv, pieces);
      expect(first?.replace(/^#\|/, '').trimEnd()).toBe(header.trimEnd());
      expect(rest.join('').replace(/^time what\|\s*/, '')).toBe(csv.slice(header.length));
    }),
  );
});
