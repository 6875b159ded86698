import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { recogniseJournalExport } from '../../../../../main/ingest/intake/journal-export.ts';
import { recogniseXml } from '../../../../../main/ingest/intake/xml-records.ts';
import { written } from './written.ts';

const sizes = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 5 });

describe('the journal export format', () => {
  const binary = Buffer.from('two\nlines');
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(binary.length));
  const text = Buffer.concat([
    Buffer.from('__CURSOR=s=1\n__REALTIME_TIMESTAMP=1714557600000000\nMESSAGE\n'),
    length,
    binary,
    Buffer.from('\nTAG=a\nTAG=b\n\n__CURSOR=s=2\nMESSAGE=x = y\nRAW='),
    Buffer.from([0xff, 0x01]),
    Buffer.from('\n'),
  ]);
  const lines = [
    {
      __CURSOR: 's=1',
      __REALTIME_TIMESTAMP: '1714557600000000',
      MESSAGE: 'two\nlines',
      TAG: ['a', 'b'],
    },
    { __CURSOR: 's=2', MESSAGE: 'x = y', RAW: [255, 1] },
  ];

  test('entries become lines, wherever the bytes are cut', () => {
    fc.assert(
      fc.property(sizes, (pieces) => {
        const writer = recogniseJournalExport(text)?.();
        const out = writer === undefined ? '' : written(writer, text, pieces);
        expect(
          out
            .trim()
            .split('\n')
            .map((line) => JSON.parse(line)),
        ).toEqual(lines);
      }),
    );
  });

  test('a length that makes no sense neither throws nor swallows the rest', () => {
    const spoilt = Buffer.from(text);
    spoilt.fill(0xff, text.indexOf(length), text.indexOf(length) + 8);
    const writer = recogniseJournalExport(spoilt)?.();
    const out = writer === undefined ? '' : written(writer, spoilt, [9]);
    expect(out).toContain('"__CURSOR":"s=2"');
  });
});

describe('events in XML', () => {
  const event = (id: number, more = ''): string =>
    `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-Security-Auditing'/><EventID>4625</EventID><Level>0</Level><Keywords>0x8010000000000000</Keywords><TimeCreated SystemTime='2024-05-01T10:00:00.1234567Z'/><EventRecordID>${id}</EventRecordID><Channel>Security</Channel><Computer>pc7</Computer></System><EventData><Data Name='User'>a &amp; &#98;</Data><Data>x</Data><Data>y</Data></EventData>${more}</Event>`;

  /** Lines of a text, whole and in pieces. */
  function linesOf(text: string): string[] {
    const bytes = Buffer.from(text);
    const read = (pieces: readonly number[]): string => {
      const writer = recogniseXml(text)?.();
      return writer === undefined ? '' : written(writer, bytes, pieces);
    };
    const whole = read([bytes.length]);
    for (const pieces of [[1], [13, 200], [3]]) expect(read(pieces)).toBe(whole);
    return whole.trimEnd().split('\n');
  }

  test('of wevtutil, without a root', () => {
    const [first, second] = linesOf(`${event(1)}\r\n${event(2)}\r\n`).map((line) =>
      JSON.parse(line),
    );
    expect(first).toMatchObject({
      TimeCreated: '2024-05-01T10:00:00.1234567Z',
      Severity: 'warning',
      Message: '4625 An account failed to log on: User=a & b, x, y',
      EventID: 4625,
      EventData: { User: 'a & b', Data2: 'x', Data3: 'y' },
    });
    expect(second.EventRecordID).toBe(2);
  });

  test('of Event Viewer, with a root and the message that Windows made', () => {
    const rendered = '<RenderingInfo><Message>It failed.</Message></RenderingInfo>';
    const text = `<?xml version="1.0" encoding="utf-8"?>\r\n<Events>${event(1, rendered)}${event(2)}</Events>`;
    const lines = linesOf(text);
    expect(lines).toHaveLength(2);
    expect(JSON.parse(lines[0] ?? '').Message).toBe('It failed.');
  });

  test('of Sysmon for Linux, behind a syslog header', () => {
    const header = 'May  1 10:00:00 host7 sysmon: ';
    const bare = event(1).replace(/<Event [^>]*>/, '<Event>');
    expect(linesOf(`${header}${bare}\n${header}${bare}\n`)).toHaveLength(2);
  });

  test('of log4j, with what is no event kept as text', () => {
    const one = `<log4j:event logger="a.B" timestamp="1714557600000" level="ERROR" thread="main"><log4j:message><![CDATA[no <pool>]]></log4j:message><log4j:throwable><![CDATA[E: x\n\tat a.b(C.java:1)]]></log4j:throwable></log4j:event>`;
    const lines = linesOf(`${one}\nodd text\n${one}\n<log4j:event cut`);
    expect(lines[1]).toBe('odd text');
    expect(lines[3]).toBe('<log4j:event cut');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      timestampMs: '1714557600000',
      logger: 'a.B',
      message: 'no <pool>',
      stack: 'E: x\n\tat a.b(C.java:1)',
    });
  });

  test.each([
    '<html><body>Event</body></html>',
    'May  1 10:00:00 host app: <Event> x\n',
    '<Event><Timestamp data_type="4">05/01/2024 10:00:00.123</Timestamp></Event>\n',
    '<record><id>7</id><name>anna</name></record>',
  ])('not: %s', (text) => {
    expect(recogniseXml(text)).toBeNull();
  });

  test('an element of that name that is no event of Windows or log4j stays as it is', () => {
    const other = '<Event><Timestamp>05/01/2024 10:00:00.123</Timestamp></Event>';
    const [first, second] = linesOf(`${event(1)}\n${other}\n`);
    expect(first).toContain('"EventRecordID":1');
    expect(second).toBe(other);
  });

  test('spoilt XML never throws and is read in linear time', () => {
    const unit = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '/',
      '&',
      ']]>',
      '<![CDATA[',
      '<!--',
      'a',
      ' ',
      '=',
    );
    const started = performance.now();
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 60 }), (parts) => {
        linesOf(`${event(1, parts.join(''))}\n`);
      }),
      { seed: 7, numRuns: 300 },
    );
    for (const part of ['<a ', '<a b="', '<!--', '<![CDATA[', '<a>', "<a '"]) {
      const text = event(1, part.repeat(50_000));
      const writer = recogniseXml(text)?.();
      if (writer !== undefined) written(writer, Buffer.from(text), [65_536]);
    }
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});
