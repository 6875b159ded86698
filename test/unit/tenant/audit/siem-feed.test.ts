import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AuditEntry } from '#shared/audit/audit-wire.ts';
import { siemFeedJob } from '../../../../tenant/audit/index.ts';
import { siemFrame, type SiemFormat } from '../../../../tenant/audit/siem-message.ts';
import {
  loadCertificate,
  openDatabase,
  readConfiguration,
  type Database,
} from '../../../../tenant/platform/index.ts';
import { testDatabase, testKeys, type TestDatabase } from '../test-database.ts';

const folder = mkdtempSync(join(tmpdir(), 'error-iq-siem-'));
/** Where the receiver's certificate puts its authority. */
const authority = join(folder, 'tls-authority.pem');
const tenant = randomUUID();
const signal = new AbortController().signal;
let place: TestDatabase;
let database: Database;
let receiver: Server;
let received = '';

beforeAll(async () => {
  place = await testDatabase();
  database = openDatabase(place.app);
  const configuration = { ...readConfiguration({}, null), dataFolder: folder };
  const made = await loadCertificate(configuration, testKeys());
  receiver = createServer({ key: made?.key, cert: made?.certificate }, (socket) => {
    socket.on('data', (chunk) => (received += chunk.toString('utf8')));
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => receiver.listen(0, 'localhost', resolve));
  await database.inTenant(tenant, (transaction) =>
    transaction
      .insertInto('tenant')
      .values({ tenant_id: tenant, slug: 'night', name: 'Night' })
      .execute(),
  );
});
afterAll(async () => {
  receiver.close();
  await database.close();
  rmSync(folder, { recursive: true });
});

const rename = (name: string) =>
  database.inTenant(tenant, (transaction) =>
    transaction.updateTable('tenant').where('tenant_id', '=', tenant).set({ name }).execute(),
  );
const feedTo = (port: number, format: SiemFormat = 'plain') =>
  siemFeedJob({
    database,
    maintUrl: place.maint,
    feed: { host: 'localhost', port, format, authority },
    version: '0.1.0',
  });

/** Messages by the length that stands before each, and nothing is left over. */
function framesIn(text: string): string[] {
  const frames: string[] = [];
  let rest = Buffer.from(text);
  while (rest.length > 0) {
    const [length = ''] = /^\d+ /.exec(rest.toString('latin1')) ?? [];
    const end = length.length + Number(length);
    expect(length !== '' && rest.length >= end).toBe(true);
    frames.push(rest.subarray(length.length, end).toString());
    rest = rest.subarray(end);
  }
  return frames;
}

test('every entry is sent once, in order, and what could not be sent goes next time', async () => {
  const { port } = receiver.address() as AddressInfo;
  const job = feedTo(port);
  await rename('One');
  await job.run({}, signal);
  await job.run({}, signal);
  const entries = (): AuditEntry[] =>
    framesIn(received).map((frame) => JSON.parse(frame.slice(frame.indexOf('{'))));
  expect(entries().map(({ seq }) => seq)).toEqual([0, 1]);
  expect(framesIn(received)[0]).toMatch(
    /^<110>1 \d{4}-\S+Z \S+ error-iq-tenant - audit \[meta sequenceId="1"\] \{/,
  );
  await rename('Two');
  await expect(feedTo(1).run({}, signal)).rejects.toMatchObject({ code: 'SIEM_UNREACHABLE' });
  await job.run({}, signal);
  expect(entries().map(({ seq }) => seq)).toEqual([0, 1, 2]);
});

test('a receiver of another authority is told nothing, and what is new waits', async () => {
  const { port } = receiver.address() as AddressInfo;
  await rename('Three');
  const trusting = siemFeedJob({
    database,
    maintUrl: place.maint,
    feed: { host: 'localhost', port, format: 'plain' },
    version: '0.1.0',
  });
  await expect(trusting.run({}, signal)).rejects.toMatchObject({ code: 'SIEM_UNREACHABLE' });
  const before = framesIn(received).length;
  await feedTo(port, 'ecs').run({}, signal);
  const [last] = framesIn(received).slice(before);
  expect(JSON.parse(last?.slice(last.indexOf('{')) ?? '')).toMatchObject({
    event: { action: 'update tenant', sequence: 3 },
    organization: { id: tenant },
  });
});

test('whatever an entry says stays in its place in CEF', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (text) => {
      const entry: AuditEntry = {
        v: 1,
        seq: 7,
        prev: null,
        at: '2026-11-28T12:00:00.000Z',
        actor: { is: 'server', task: text },
        request: null,
        writes: [],
        events: [{ action: text, about: {} }],
      };
      const asked = { format: 'cef', tenant, host: 'h', version: '1' } as const;
      const frame = siemFrame(JSON.stringify(entry), asked).toString();
      const message = frame.slice(frame.indexOf('CEF:0'));
      const [, , , , action, name, severity, ...extension] = message.split(/(?<!\\)(?:\\\\)*\|/);
      expect([action, severity]).toEqual([name, '3']);
      expect(extension.join('|')).toMatch(/^rt=1795867200000 externalId=7 suid=/);
      expect(message).not.toMatch(/[\r\n]/);
    }),
  );
});
