import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { formatTimeUtc } from '#shared/model/record.ts';
import type { OpenCase } from '../../../main/open-case.ts';
import { expectSound, rowsOf, testCase, testFolder, textOf } from './case-in-folder.ts';

const at = (second: number, of = 60): string => String(second % of).padStart(2, '0');
const log4j = (n: number): string =>
  `2024-05-01 10:00:${at(n)},123 INFO  [main] org.shop.Pay: paid order ${n}`;
const json = (n: number): string =>
  `{"ts":"2024-05-01T10:00:${at(n)}Z","severity":"ERROR","msg":"no pool ${n}","service":"pay"}`;
const pino = (n: number): string =>
  `{"level":50,"time":${1714557600000 + n},"pid":7,"hostname":"web1","msg":"declined ${n}","code":${n % 3}}`;
const access = (n: number): string =>
  `192.0.2.${n} - - [01/May/2024:10:00:${at(n)} +0000] "GET /cart?id=${n} HTTP/1.1" 502 512 "-" "curl/8"`;
const nginx = (n: number): string =>
  `2024/05/01 10:00:${at(n)} [error] 29#29: *${n} connect() failed (111: Connection refused) while connecting to upstream, client: 192.0.2.7`;
const rfc5424 = (n: number): string => `<34>1 2024-05-01T10:00:${at(n)}Z web1 su - ID47 - no ${n}`;
const rfc3164 = (n: number): string => `May  1 10:00:${at(n)} web1 sshd[7]: no user ${n}`;
const klog = (n: number): string => `E0501 10:00:${at(n)}.123456       1 reflector.go:138] no ${n}`;

const times = (count: number, line: (n: number) => string): string[] =>
  Array.from({ length: count }, (_, n) => line(n));

/** Files of several layouts, read into one case. */
async function caseOf(files: Readonly<Record<string, readonly string[]>>): Promise<OpenCase> {
  const folder = testFolder();
  const logs = join(folder, 'logs');
  mkdirSync(logs);
  for (const [name, lines] of Object.entries(files)) {
    writeFileSync(join(logs, name), `${lines.join('\n')}\n`);
  }
  const { open } = await testCase(folder);
  await open.read({ kind: 'paths', paths: [logs] });
  return open;
}

function readings(open: OpenCase) {
  return Object.fromEntries(
    open.sources().map(({ path, format, lines, records, unparsed, others }) => {
      const read = others.map(({ format: id, records: count }) => `${id} ${count}`);
      return [basename(path), [format, lines, records, unparsed, ...read]];
    }),
  );
}

test('lines of other layouts are records of their own, read as theirs', async () => {
  const trace = ['java.io.IOException: no', '\tat a.b.C.d(C.java:7)'];
  const files = {
    'log4j.log': times(40, (n) => [log4j(n), ...(n % 4 === 0 ? [json(n)] : [])].join('\n')),
    'half.log': times(30, (n) => `${log4j(n)}\n${pino(n)}`),
    'container.log': times(30, (n) => `${access(n)}\n${nginx(n)}`),
    'syslog.log': times(30, (n) => `${rfc5424(n)}\n${n % 3 === 0 ? rfc3164(n) : rfc5424(n)}`),
    'pods.log': times(12, (n) => [pino(n), klog(n), access(n), nginx(n), log4j(n)].join('\n')),
    'json.log': [...times(20, pino), log4j(1), ...trace, klog(2), 'WARNING: an odd line'],
  };
  const open = await caseOf(files);
  expect(readings(open)).toEqual({
    'log4j.log': ['log4j', 50, 50, 0, 'json 10'],
    'half.log': ['log4j', 60, 60, 0, 'pino 30'],
    'container.log': ['nginx-error', 60, 60, 0, 'access 30'],
    'syslog.log': ['syslog-5424', 60, 60, 0, 'syslog-3164 10'],
    'pods.log': ['nginx-error', 60, 60, 0, 'pino 12', 'klog 12', 'access 12', 'log4j 12'],
    'json.log': ['pino', 25, 23, 1, 'log4j 1', 'klog 1'],
  });
  for (const { id, path } of open.sources()) {
    const lines = (files as Record<string, readonly string[]>)[basename(path)] ?? [];
    expect(await textOf(open, id)).toBe(lines.join('\n'));
  }
  // Times, levels, fields and templates are those that each format gives.
  const found = await rowsOf(open, 'service:pay AND level:error');
  expect(found).toHaveLength(10);
  expect(found.map(({ message }) => message)).toContain('no pool 4');
  expect(await rowsOf(open, 'status:502')).toHaveLength(42);
  expect(await rowsOf(open, 'code:1 AND hostname:web1 AND level:error')).toHaveLength(21);
  expect(await rowsOf(open, 'level:warning AND odd')).toHaveLength(1);
  // Dates without a year are near those of the records above them.
  const [old] = await rowsOf(open, '"no user 3"');
  expect(old?.time === null || old === undefined ? null : formatTimeUtc(old.time)).toBe(
    '2024-05-01T10:00:03Z',
  );
  const detail = await open.store.record({
    sourceId: found[0]?.ref.sourceId ?? 0,
    ordinal: found[0]?.ref.ordinal ?? 0,
  });
  expect(detail.fields).toEqual([{ name: 'service', value: 'pay' }]);
  const templates = (await open.templates()).map(({ text }) => text);
  expect(templates.filter((text) => text.startsWith('paid order'))).toHaveLength(1);
  expect(templates.filter((text) => text.startsWith('no pool'))).toHaveLength(1);
  await expectSound(open);
});

test('what goes on from a record stays part of it, though it holds times, objects or lines of other logs', async () => {
  const block = [
    '2024-05-01 10:00:01,123 DEBUG [main] org.hibernate.SQL: ',
    '    select o.id as id1_0_,',
    "where o.created > '2024-05-01 10:00:00' and o.id = 12345",
    'order by o.id desc limit 100',
    '2024-05-01 10:00:02,123 INFO [main] org.shop.Http: answer',
    '{',
    '  "timestamp": "2024-05-01T10:00:00Z", "level": "error",',
    '  "items": [{"id": 1, "level": "info"}]',
    '}',
    '{"timestamp":"2024-05-01T10:00:00.000+00:00","status":500,"error":"Internal Server Error","path":"/pay"}',
    '{"type":"about:blank","timestamp":"2024-05-01T10:00:00Z","title":"no","status":500,"detail":"no pool"}',
    '{"id":12345,"items":[{"sku":"a"}],"total":12.5}',
    '2024-05-01 10:00:03,123 ERROR [main] org.shop.Pay: failed',
    'org.shop.PayException: order 12345 at 2024-05-01 10:00',
    '\tat org.shop.Pay.pay(Pay.java:77)',
    '  2024-05-01 10:00:03,123 INFO [main] org.shop.Pay: quoted',
    'Caused by: java.sql.SQLException: ORA-00001: unique constraint',
    '192.168.0.1:8080 is down',
  ];
  const panic = [
    'panic: runtime error: index out of range [5] with length 3',
    '',
    'goroutine 1 [running]:',
    'main.(*Server).handle(0xc000012345, {0x1234, 0x5678})',
    '\t/src/main.go:8 +0x1d',
    'net/http.HandlerFunc.ServeHTTP(...)',
    'created by net/http.(*Server).Serve in goroutine 1',
    'exit status 2',
  ];
  const open = await caseOf({
    'dumps.log': [...times(80, log4j), ...times(10, () => block.join('\n'))],
    'panic.log': [...times(20, pino), ...panic],
  });
  expect(readings(open)).toEqual({
    'dumps.log': ['log4j', 260, 110, 0],
    'panic.log': ['pino', 28, 21, 1],
  });
  expect(await rowsOf(open, 'level:fatal')).toHaveLength(1);
});

test('a layout that begins later in the file is read, and reading again with another format works', async () => {
  const open = await caseOf({ 'upgraded.log': [...times(8000, log4j), ...times(400, json)] });
  const read = (): unknown => readings(open)['upgraded.log'];
  expect(read()).toEqual(['log4j', 8400, 8400, 0, 'json 400']);
  expect(await rowsOf(open, 'service:pay AND "no pool 399"')).toHaveLength(1);
  const [source] = open.sources();
  const set = { format: 'json', zone: null, encoding: null };
  await open.override(source?.id ?? 0, set);
  expect(read()).toEqual(['json', 8400, 8400, 0, 'log4j 8000']);
  await open.override(source?.id ?? 0, { ...set, format: null });
  expect(read()).toEqual(['log4j', 8400, 8400, 0, 'json 400']);
});
