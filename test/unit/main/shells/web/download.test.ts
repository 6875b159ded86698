import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Envelope } from '#shared/contract/envelope.ts';
import type { Output } from '#shared/contract/index.ts';
import { createApp } from '../../../../../main/app.ts';
import { createDownloadDesk } from '../../../../../main/export/index.ts';
import { createWebShell } from '../../../../../main/shells/web/index.ts';

const EXPORT = {
  query: '',
  fromUs: null,
  toUs: null,
  part: { by: 'query' },
  format: 'text',
  order: 'file',
  zone: 'UTC',
  columns: null,
  formulaSafe: false,
};

type Line = (name: string, input: unknown, heard?: (item: unknown) => void) => Running;
interface Running {
  readonly answer: Promise<Envelope<unknown>>;
  cancel(): void;
}

/** The app in its web shell with a case of one log, and a page's line to it. */
async function startShell(records: number) {
  const folder = mkdtempSync(join(tmpdir(), 'error-iq-test-'));
  const log = join(folder, 'app.log');
  const text = Array.from(
    { length: records },
    (_, i) => `2026-03-12T14:00:00.${String(i % 1000).padStart(3, '0')}Z INFO order ${i} is paid\n`,
  ).join('');
  writeFileSync(log, text);
  mkdirSync(join(folder, 'page'));
  const app = createApp({
    facts: { version: '0', shell: 'web', dataFolder: join(folder, 'data') },
    keychain: null,
    dialogs: null,
  });
  const shell = await createWebShell({ app, port: 0, pageFolder: join(folder, 'page') });
  const close = async (): Promise<void> => {
    await shell.close();
    await app.dispose();
    rmSync(folder, { recursive: true, force: true });
  };
  const waiting = new Map<number, { done: (e: Envelope<unknown>) => void; heard: Heard }>();
  const connection = app.router.connect((response) => {
    const call = waiting.get(response.id);
    if (response.type === 'item') call?.heard(response.item);
    else call?.done(response.envelope);
  });
  let id = 0;
  const line: Line = (name, input, heard = () => {}) => {
    const mine = ++id;
    return {
      answer: new Promise((done) => {
        waiting.set(mine, { done, heard });
        connection.receive({ type: 'call', id: mine, name, input });
      }),
      cancel: () => connection.receive({ type: 'cancel', id: mine }),
    };
  };
  // A case that was opened tells that nothing runs, and has an analysis, before it has a source.
  const read = new Promise<void>((done) => {
    const look = async (): Promise<void> => {
      const listed = (await line('sources.list', {}).answer) as Envelope<Output<'sources.list'>>;
      if (listed.ok && listed.data.sources[0]?.records === records) done();
    };
    line('app.events', {}, (event) => {
      if ((event as { type: string }).type === 'analysis') void look();
    });
  });
  const passphrase = 'quiet harbour violet tram 41';
  await line('vault.create', { name: 'Dana', passphrase, keychain: false }).answer;
  const created = { name: 'Ümläut "quoted" 50%', zone: 'UTC', path: join(folder, 'c.eiq') };
  await line('cases.create', created).answer;
  await line('sources.add', { paths: [log] }).answer;
  await read;
  const address = new URL(shell.address);
  const port = Number(address.port);
  const first = await fetchFrom(port, `/${address.search}`, {});
  const cookie = String(first.headers['set-cookie']).split(';')[0] ?? '';
  return { line, port, cookie, text, close };
}

let shell: Awaited<ReturnType<typeof startShell>>;
beforeAll(async () => {
  shell = await startShell(30_000);
  return shell.close;
});

type Heard = (item: unknown) => void;

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  /** Whether the answer came to its end. */
  readonly whole: boolean;
}

function fetchFrom(
  port: number,
  path: string,
  headers: Record<string, string>,
  method = 'GET',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const host = `127.0.0.1:${port}`;
    const sent = request({ host: '127.0.0.1', port, path, method, headers: { host, ...headers } });
    sent.on('response', (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('error', () => {});
      response.on('close', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(pieces),
          whole: response.complete,
        }),
      );
    });
    sent.on('error', reject);
    sent.end();
  });
}

/** Begins an export and gives the address of its download. */
async function offered(line: Line, change: object = {}) {
  let call: Running | null = null;
  const address = await new Promise<string>((resolve) => {
    call = line('export.run', { ...EXPORT, ...change }, (item) => {
      if ((item as { type: string }).type === 'download') {
        resolve((item as { address: string }).address);
      }
    });
  });
  return { address, running: call as unknown as Running };
}

test('a download has the bytes that the answer and the journal tell of, under its name', async () => {
  const { line, port, cookie, text } = shell;
  const { address, running } = await offered(line);
  const got = await fetchFrom(port, address, { cookie, 'sec-fetch-site': 'same-origin' });
  expect([got.status, got.whole]).toEqual([200, true]);
  expect(got.body.toString()).toBe(text);
  const sha256 = createHash('sha256').update(text).digest('hex');
  const name = 'Ümläut -quoted- 50%.log';
  expect(await running.answer).toEqual({
    ok: true,
    data: { file: name, records: 30_000, bytes: text.length, sha256 },
  });
  expect(got.headers['content-type']).toBe('text/plain; charset=utf-8');
  expect(got.headers['content-disposition']).toBe(
    `attachment; filename="_ml_ut -quoted- 50_.log"; filename*=UTF-8''${encodeURIComponent(name)}`,
  );
  expect(got.headers['x-content-type-options']).toBe('nosniff');
  expect(got.headers['cache-control']).toBe('no-store');
  const journal = await line('journal.list', { before: null, limit: 1 }).answer;
  expect(journal).toMatchObject({ data: [{ kind: 'case.exported' }] });
});

test('nobody but our own page gets it, once; who tries takes nothing away', async () => {
  const { line, port, cookie, text } = shell;
  const { address, running } = await offered(line);
  const get = (headers: Record<string, string>, method = 'GET', path = address) =>
    fetchFrom(port, path, headers, method);
  expect((await get({})).status).toBe(403);
  expect((await get({ cookie: `${cookie}x` })).status).toBe(403);
  expect((await get({ cookie, host: 'evil.example' })).status).toBe(403);
  expect((await get({ cookie, origin: 'http://evil.example' })).status).toBe(403);
  for (const site of ['cross-site', 'same-site', 'none']) {
    expect((await get({ cookie, 'sec-fetch-site': site })).status).toBe(403);
  }
  expect((await get({ cookie }, 'HEAD')).status).toBe(403);
  expect((await get({ cookie }, 'POST')).status).toBe(405);
  for (const path of ['/download/', '/download/x', `${address}/`, '/download/__proto__']) {
    expect((await get({ cookie }, 'GET', path)).status).toBe(404);
  }
  expect((await get({ cookie })).body.toString()).toBe(text);
  expect(await running.answer).toMatchObject({ ok: true });
  expect((await get({ cookie })).status).toBe(404);
});

test('a query that is wrong is told before anything is offered', async () => {
  const { line } = shell;
  const heard: unknown[] = [];
  const wrong = line('export.run', { ...EXPORT, query: 'level:' }, (item) => heard.push(item));
  expect(await wrong.answer).toMatchObject({ error: { code: 'QUERY_INVALID' } });
  const twice = line('export.run', { ...EXPORT, format: 'csv', columns: ['a', 'a'] });
  expect(await twice.answer).toMatchObject({ error: { code: 'INPUT_INVALID' } });
  expect(heard).toEqual([]);
});

test('what nobody fetches is not offered for ever', async () => {
  const desk = createDownloadDesk(1);
  let token = '';
  const tell = (told: string): void => void (token = told);
  const { signal } = new AbortController();
  const sink = desk.sink({ name: 'a.csv', type: 'text/csv', signal, tell });
  await expect(sink.write(Buffer.from('a'))).rejects.toMatchObject({ code: 'DOWNLOAD_NOT_TAKEN' });
  expect(token).not.toBe('');
  expect(desk.take(token)).toBeNull();
});

test('what is cancelled, or whose case is locked, breaks off and is worth nothing after', async () => {
  const { line, port, cookie } = shell;
  const { address, running } = await offered(line);
  running.cancel();
  expect(await running.answer).toMatchObject({ error: { code: 'CANCELLED' } });
  expect((await fetchFrom(port, address, { cookie })).status).toBe(404);

  const second = await offered(line);
  await line('vault.lock', {}).answer;
  const got = await fetchFrom(port, second.address, { cookie });
  expect(await second.running.answer).toMatchObject({ ok: false });
  expect(got.whole && got.status === 200).toBe(false);
});
