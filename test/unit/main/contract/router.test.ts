import { describe, expect, test } from 'vitest';
import type { Response } from '#shared/contract/envelope.ts';
import type { Handlers } from '../../../../main/contract/handlers.ts';
import { createRouter } from '../../../../main/contract/router.ts';
import { Failure } from '#shared/model/failure.ts';

/** Handlers for the few calls that the tests make; the router looks no other up. */
function testHandlers(): Handlers {
  const some: Partial<Handlers> = {
    'vault.strength': ({ passphrase }) => ({
      score: passphrase.length % 5,
      guessesLog10: 1,
      accepted: true,
      warning: null,
      suggestions: [],
    }),
    'vault.lock': () => {
      throw new Failure('VAULT_WAIT', 'Wait a little.', { retryAfterMs: 5 }, { retryable: true });
    },
    'vault.create': () => {
      throw new Error('secret text of a log line');
    },
    'explore.search': async (_input, { emit, signal }) => {
      for (let i = 1; i <= 3; i++) emit({ viewId: 'v', total: i, blocksDone: i, blocksTotal: 3 });
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return { viewId: 'v', total: 3, seconds: 0, meaning: [], steps: [] };
    },
    'cases.recent': () => [],
  };
  return some as Handlers;
}

function connect(state: 'none' | 'locked' | 'unlocked' = 'unlocked', caseOpen = true) {
  const logged: unknown[] = [];
  const heard: Response[] = [];
  const waiting = new Map<number, (response: Response) => void>();
  const router = createRouter({
    handlers: testHandlers(),
    gate: { vault: () => state, caseOpen: () => caseOpen },
    log: (entry) => logged.push(entry),
    checkOutputs: true,
  });
  const connection = router.connect((response) => {
    heard.push(response);
    if (response.type === 'reply') waiting.get(response.id)?.(response);
  });
  const call = (id: number, name: string, input: unknown): Promise<Response> =>
    new Promise((resolve) => {
      waiting.set(id, resolve);
      connection.receive({ type: 'call', id, name, input });
    });
  const codeOf = async (name: string, input: unknown): Promise<string> => {
    const response = await call(99, name, input);
    return response.type === 'reply' && !response.envelope.ok ? response.envelope.error.code : 'ok';
  };
  return { connection, call, codeOf, heard, logged };
}

describe('the router', () => {
  test('runs a call and answers with its data', async () => {
    const { call } = connect();
    expect(await call(1, 'vault.strength', { passphrase: 'abc', words: [] })).toMatchObject({
      type: 'reply',
      id: 1,
      envelope: { ok: true, data: { score: 3 } },
    });
  });

  test('refuses what is not in the contract, whatever it is called', async () => {
    const { codeOf } = connect();
    for (const name of ['nothing', '__proto__', 'constructor', 'toString', '']) {
      expect(await codeOf(name, {})).toBe('UNKNOWN_CALL');
    }
  });

  test('refuses input that does not fit, naming the field and not its value', async () => {
    const { call } = connect();
    const response = await call(1, 'vault.strength', { passphrase: 'hunter2', words: 'x' });
    expect(JSON.stringify(response)).toContain('words');
    expect(JSON.stringify(response)).not.toContain('hunter2');
    expect(
      JSON.stringify(await call(2, 'vault.strength', { passphrase: 'a', words: [], more: 1 })),
    ).toContain('INPUT_INVALID');
  });

  test('checks the lock and the case before it runs anything', async () => {
    expect(await connect('none').codeOf('cases.recent', {})).toBe('VAULT_MISSING');
    expect(await connect('locked').codeOf('cases.recent', {})).toBe('VAULT_LOCKED');
    expect(await connect('unlocked', false).codeOf('cases.close', {})).toBe('NO_CASE');
    expect(await connect('unlocked', false).codeOf('cases.recent', {})).toBe('ok');
  });

  test('lets a failure through as it is, and nothing of any other error', async () => {
    const { call, logged } = connect();
    expect(await call(1, 'vault.lock', {})).toMatchObject({
      envelope: {
        ok: false,
        error: {
          code: 'VAULT_WAIT',
          message: 'Wait a little.',
          details: { retryAfterMs: 5 },
          retryable: true,
        },
      },
    });
    const unexpected = await call(2, 'vault.create', {
      name: 'a',
      passphrase: null,
      keychain: true,
    });
    expect(unexpected).toMatchObject({ envelope: { ok: false, error: { code: 'INTERNAL' } } });
    expect(JSON.stringify([unexpected, logged])).not.toContain('secret text');
    expect(logged).toHaveLength(1);
  });

  test('gives a stream its items in order, and ends it at once when it is cancelled', async () => {
    const { connection, call, heard } = connect();
    const ended = call(5, 'explore.search', { query: '', fromUs: null, toUs: null });
    await new Promise((resolve) => setImmediate(resolve));
    const before = performance.now();
    connection.receive({ type: 'cancel', id: 5 });
    expect(await ended).toMatchObject({ envelope: { ok: false, error: { code: 'CANCELLED' } } });
    expect(performance.now() - before).toBeLessThan(50);
    const totals = heard.flatMap((response) => (response.type === 'item' ? [response.item] : []));
    expect(totals).toMatchObject([{ total: 1 }, { total: 2 }, { total: 3 }]);
  });

  test('a closed connection hears nothing more', async () => {
    const { connection, heard } = connect();
    connection.receive({
      type: 'call',
      id: 1,
      name: 'explore.search',
      input: { query: '', fromUs: null, toUs: null },
    });
    await new Promise((resolve) => setImmediate(resolve));
    const before = heard.length;
    connection.close();
    await new Promise((resolve) => setImmediate(resolve));
    expect(heard.length).toBe(before);
  });

  test('what is not a request is refused, a repeated id and too many calls too', async () => {
    const { connection, heard } = connect();
    for (const junk of [
      null,
      7,
      'x',
      [],
      {},
      { type: 'call' },
      { type: 'call', id: -1, name: 'a' },
      { type: 'call', id: 1, name: 5 },
    ]) {
      connection.receive(junk);
    }
    expect(heard).toHaveLength(8);
    expect(heard.every((response) => JSON.stringify(response).includes('REQUEST_INVALID'))).toBe(
      true,
    );
    const search = {
      type: 'call',
      name: 'explore.search',
      input: { query: '', fromUs: null, toUs: null },
    };
    for (let id = 0; id <= 201; id++) connection.receive({ ...search, id });
    connection.receive({ ...search, id: 0 });
    expect(JSON.stringify(heard)).toContain('TOO_MANY_CALLS');
    expect(JSON.stringify(heard.at(-1))).toContain('under way');
    connection.close();
  });
});
