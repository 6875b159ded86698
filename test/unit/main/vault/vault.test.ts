import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createVault, signatureCheck, type Keychain } from '../../../../main/vault/index.ts';
import { testFolder } from '../case-in-folder.ts';

const GOOD = 'quiet harbour violet tram 41';

/** A vault on a clock and timers that the test moves. */
function testVault(dataFolder = testFolder(), keychain: Keychain | null = null) {
  const clock = { now: 1_000_000 };
  const timers: { run: () => void; afterMs: number; cancelled: boolean }[] = [];
  const vault = createVault({
    dataFolder,
    keychain,
    now: () => clock.now,
    setTimer: (run, afterMs) => {
      const timer = { run, afterMs, cancelled: false };
      timers.push(timer);
      return { cancel: () => (timer.cancelled = true) };
    },
  });
  return { vault, clock, timers, dataFolder, file: join(dataFolder, 'vault.json') };
}

describe('the vault', () => {
  test('opens with its passphrase, keeps what it was given, and only while it is open', async () => {
    const { vault, dataFolder, file } = testVault();
    expect(vault.state()).toBe('none');
    await vault.create({ name: 'Dana', passphrase: GOOD, keychain: false });
    const header = Buffer.from('EIQ\u0001abcdefghijkl');
    vault.keepCaseKey(header, Buffer.alloc(32, 9));
    vault.keepRecent({ path: '/private/place.eiq', name: 'Zebra case', openedAt: '2026-01-01' });
    const signer = vault.signer();
    vault.lock();
    expect(() => vault.caseKey(header)).toThrow(/locked/);
    expect(() => vault.signer()).toThrow(/locked/);

    const again = testVault(dataFolder).vault;
    expect(again.state()).toBe('locked');
    await again.unlock({ with: 'passphrase', passphrase: GOOD });
    expect(again.caseKey(header)).toEqual(Buffer.alloc(32, 9));
    expect(again.recent()[0]?.name).toBe('Zebra case');
    const signature = again.signer().sign(Buffer.from('x'));
    expect(signatureCheck()(signer.publicKey, Buffer.from('x'), signature)).toBe(true);

    const onDisk = readFileSync(file, 'utf8');
    for (const secret of [
      GOOD,
      'Zebra case',
      'place.eiq',
      Buffer.alloc(32, 9).toString('base64url'),
      again.signingKey().toString('base64url'),
    ]) {
      expect(onDisk).not.toContain(secret);
    }
  });

  test('refuses a weak passphrase and a second profile', async () => {
    const { vault } = testVault();
    await expect(
      vault.create({ name: 'Dana', passphrase: 'password1', keychain: false }),
    ).rejects.toMatchObject({ code: 'PASSPHRASE_WEAK' });
    await vault.create({ name: 'Dana', passphrase: GOOD, keychain: false });
    await expect(
      vault.create({ name: 'Eve', passphrase: GOOD, keychain: false }),
    ).rejects.toMatchObject({ code: 'VAULT_EXISTS' });
  });

  test('lets a guesser wait longer and longer', async () => {
    const { vault, clock } = testVault();
    await vault.create({ name: 'Dana', passphrase: GOOD, keychain: false });
    vault.lock();
    const guess = () => vault.unlock({ with: 'passphrase', passphrase: 'wrong wrong wrong' });
    for (const wait of [0, 0, 1000]) {
      await expect(guess()).rejects.toMatchObject({
        code: 'VAULT_PASSPHRASE_WRONG',
        details: { retryAfterMs: wait },
      });
    }
    await expect(vault.unlock({ with: 'passphrase', passphrase: GOOD })).rejects.toMatchObject({
      code: 'VAULT_WAIT',
    });
    clock.now += 1000;
    await vault.unlock({ with: 'passphrase', passphrase: GOOD });
    expect(vault.state()).toBe('unlocked');
  });

  test('changes its passphrase only for who knows the present one', async () => {
    const { vault, dataFolder } = testVault();
    await vault.create({ name: 'Dana', passphrase: GOOD, keychain: false });
    await expect(vault.changePassphrase('something else', `${GOOD} new`)).rejects.toMatchObject({
      code: 'VAULT_PASSPHRASE_WRONG',
    });
    await vault.changePassphrase(GOOD, `${GOOD} new`);
    const again = testVault(dataFolder).vault;
    await expect(again.unlock({ with: 'passphrase', passphrase: GOOD })).rejects.toMatchObject({
      code: 'VAULT_PASSPHRASE_WRONG',
    });
    await again.unlock({ with: 'passphrase', passphrase: `${GOOD} new` });
  });

  test('locks itself when nobody is there, and being there puts it off', async () => {
    const { vault, timers } = testVault();
    const seen: string[] = [];
    await vault.create({ name: 'Dana', passphrase: GOOD, keychain: false });
    vault.onChange((state) => seen.push(state));
    vault.setAutoLock(15);
    const first = timers.at(-1);
    expect(first?.afterMs).toBe(15 * 60_000);
    vault.touch();
    expect(first?.cancelled).toBe(true);
    timers.at(-1)?.run();
    expect(vault.state()).toBe('locked');
    expect(seen).toEqual(['locked']);
  });

  test('opens with the keychain, and notices when the system changed it', async () => {
    let backend = 'kwallet6';
    const held = new Map<string, string>();
    const keychain: Keychain = {
      available: async () => ({ ok: true, backend, reason: null }),
      wrap: async (secret) => {
        held.set('k', secret);
        return 'k';
      },
      unwrap: async (wrapped) => held.get(wrapped) ?? '',
    };
    const { vault } = testVault(testFolder(), keychain);
    await vault.create({ name: 'Dana', passphrase: null, keychain: true });
    vault.lock();
    await vault.unlock({ with: 'keychain' });
    vault.lock();
    backend = 'basic_text';
    await expect(vault.unlock({ with: 'keychain' })).rejects.toMatchObject({
      code: 'KEYCHAIN_CHANGED',
    });
    await expect(vault.unlock({ with: 'passphrase', passphrase: GOOD })).rejects.toMatchObject({
      code: 'VAULT_NO_PASSPHRASE',
    });
  });

  test('a damaged or forged file never opens, and says which file it is', async () => {
    const { vault, file, dataFolder } = testVault();
    await vault.create({ name: 'Dana', passphrase: GOOD, keychain: false });
    vault.lock();
    const whole = readFileSync(file, 'utf8');
    const cheap = whole.replace('"passes":3', '"passes":1');
    writeFileSync(file, cheap);
    await expect(
      testVault(dataFolder).vault.unlock({ with: 'passphrase', passphrase: GOOD }),
    ).rejects.toMatchObject({ code: 'VAULT_DAMAGED' });
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length - 1),
        fc.integer({ min: 32, max: 126 }),
        async (at, code) => {
          const changed = whole.slice(0, at) + String.fromCharCode(code) + whole.slice(at + 1);
          if (changed === whole) return;
          writeFileSync(file, changed);
          const tried = testVault(dataFolder).vault;
          // The name stands in clear: changing it alone changes nothing that is secret.
          if (changed.replace(/"name":"[^"]*"/, '') === whole.replace(/"name":"[^"]*"/, '')) return;
          try {
            await tried.unlock({ with: 'passphrase', passphrase: GOOD });
          } catch (error) {
            expect(error).toMatchObject({ name: 'Failure' });
            return;
          }
          // Base64url has letters whose last bits do not count: the same bytes still open.
          expect(tried.state()).toBe('unlocked');
          expect(tried.signingKey().length).toBeGreaterThan(40);
        },
      ),
      { numRuns: 12 },
    );
  });
});
