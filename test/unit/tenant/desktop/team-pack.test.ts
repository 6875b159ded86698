import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import type { NewEnvironment } from '#shared/deployments/deployment-model.ts';
import { signedPack } from '#shared/deployments/team-pack.ts';
import { DEFAULT_POLICY } from '#shared/model/provider.ts';
import { OPEN_POLICY } from '#shared/model/team-policy.ts';
import {
  createPlaybookLibrary,
  createProviderDesk,
  playbookShelf,
} from '../../../../main/assistant/index.ts';
import {
  createDeployments,
  createPackDesk,
  formatShelf,
  keepOwnPolicy,
  policyShelf,
  readTeamPolicy,
  ruleShelf,
  type Deployments,
  type PackDesk,
} from '../../../../main/deployments/index.ts';
import { readPackState, writePackState } from '../../../../main/deployments/pack-state.ts';
import { digestOfPack, openPack, signPack } from '../../../../main/deployments/sign-pack.ts';
import { createFormatLibrary, formatsFolderOf } from '../../../../main/formats/index.ts';
import { createRuleDesk, createRuleLibrary, rulesFolderOf } from '../../../../main/rules/index.ts';
import { main } from '../../../../main/shells/cli/cli.ts';
import { createAsk, type Ask } from '../../../../main/tenant/index.ts';
import type { Connection } from '../../../../main/tenant/connection.ts';
import {
  createVault,
  loadSigner,
  makeSigningKey,
  type Vault,
} from '../../../../main/vault/index.ts';
import { signedInConnection } from '../test-connection.ts';
import { makeTeam, startTestTenant, type TestTenant } from '../test-tenant.ts';

let tenant: TestTenant;
const root = mkdtempSync(join(tmpdir(), 'error-iq-team-pack-'));
const file = (name: string): string => join(root, name);
const PASSPHRASE = 'unusual words of a test';

const rule = (title: string, id: string): string =>
  `title: ${title}\nid: ${id}\nlogsource:\n  category: application\ndetection:\n  words:\n    - ${title}\n  condition: words\nlevel: high\n`;
const FIRST = '11111111-1111-4111-8111-111111111111';
const SECOND = '22222222-2222-4222-8222-222222222222';
const PATTERN =
  '^(?<timestamp>\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d)~(?<level>\\w+)~(?<body>.*)$';
const format = (title: string): string =>
  JSON.stringify({ till: { title, regex: { std: { pattern: PATTERN } } } });
const playbook = (title: string): string =>
  readFileSync(
    new URL('../../../../resources/playbooks/blast-radius.yaml', import.meta.url),
    'utf8',
  )
    .replace(/^playbook: .*$/m, 'playbook: till-check')
    .replace(/^title: .*$/m, `title: ${title}`);

/** A profile on a machine, signed in. */
interface Desktop {
  readonly vault: Vault;
  readonly folder: string;
  readonly rules: ReturnType<typeof createRuleLibrary>;
  readonly ruleDesk: ReturnType<typeof createRuleDesk>;
  readonly formats: ReturnType<typeof createFormatLibrary>;
  readonly playbooks: ReturnType<typeof createPlaybookLibrary>;
  readonly desk: PackDesk;
  readonly server: Deployments;
  readonly connection: Connection;
  online: boolean;
  /** Somebody between it and the team changes what it is given. */
  forged: boolean;
}
const desktops: Desktop[] = [];

async function desktopOf(name: string): Promise<Desktop> {
  const folder = file(name);
  const vault = createVault({ dataFolder: folder, keychain: null });
  await vault.create({ name, passphrase: PASSPHRASE, keychain: false, anyPassphrase: true });
  const connection: Connection = await signedInConnection(tenant, vault);
  const rules = createRuleLibrary(rulesFolderOf(folder));
  const ruleDesk = createRuleDesk(rules);
  const formats = createFormatLibrary(formatsFolderOf(folder));
  const playbooks = createPlaybookLibrary(vault);
  const ask = createAsk(connection);
  const between: Ask = async (name, answer, ...asked) => {
    const given = await ask(name, answer, ...asked);
    const read = signedPack.safeParse(given);
    if (!desktop.forged || !read.success) return given;
    return answer.parse({ ...read.data, text: read.data.text.replace('shops', 'ships') });
  };
  const server = { url: connection.address.url, ask: between };
  const desktop: Desktop = {
    vault,
    folder,
    rules,
    ruleDesk,
    formats,
    playbooks,
    connection,
    server: createDeployments(ask),
    online: true,
    forged: false,
    desk: createPackDesk({
      vault,
      server: () => (desktop.online ? server : null),
      shelves: {
        rules: ruleShelf(rules, ruleDesk),
        formats: formatShelf(formats),
        playbooks: playbookShelf(playbooks),
        policies: policyShelf(vault),
      },
      tell: () => {},
    }),
  };
  desktops.push(desktop);
  return desktop;
}

let ada: Desktop;
let bob: Desktop;

beforeAll(async () => {
  tenant = await startTestTenant();
  await makeTeam(tenant);
  writeFileSync(file('pass.txt'), `${PASSPHRASE}\n`);
  ada = await desktopOf('Ada');
  bob = await desktopOf('Bob');
});
afterAll(async () => {
  for (const { ruleDesk, formats } of desktops) {
    await ruleDesk.close();
    await formats.close();
  }
  await tenant.stop();
  rmSync(root, { recursive: true, force: true });
});

/** `error-iq deploy` on Ada's machine. */
async function deploy(...args: string[]): Promise<{ code: number; out: string }> {
  let out = '';
  const keep = (text: string | Uint8Array): boolean => {
    out += String(text);
    return true;
  };
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation(keep),
    vi.spyOn(process.stderr, 'write').mockImplementation(keep),
  ];
  const profile = ['--data', ada.folder, '--passphrase-file', file('pass.txt')];
  try {
    return { code: await main(['deploy', ...args, ...profile]), out };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

const PRODUCTION: NewEnvironment = {
  name: 'production',
  policy: {
    production: false,
    approvals: 0,
    stepUp: false,
    earlierFirst: true,
    noIncidents: true,
    observeSeconds: 0,
    everySeconds: 1,
    failedChecks: 1,
    healthUrl: null,
    errorRate: null,
    newIssues: null,
  },
  executor: { kind: 'desktops' },
};
/** Has a release deployed, or the last taken back, and waits until it is. */
async function deployed(version: string | null): Promise<void> {
  const { environments, releases } = await ada.server.board();
  const [environment] = environments;
  if (environment === undefined) throw new Error('there is no environment');
  const releaseId = releases.find((one) => one.version === version)?.releaseId ?? '';
  const why = { reason: 'it is time' };
  const id = await (version === null
    ? ada.server.rollBack(environment, why)
    : ada.server.deploy(environment, releaseId, why));
  await expect
    .poll(async () => {
      const { deployments } = await ada.server.board();
      return deployments.find(({ deploymentId }) => deploymentId === id)?.phase;
    }, POLL)
    .toBe('succeeded');
}
/** Promotion goes on, which a release that was taken back has paused. */
async function resumed(): Promise<void> {
  const { environments } = await ada.server.board();
  const [environment] = environments;
  if (environment !== undefined) await ada.server.hold(environment, 'looked into', false);
}
const POLL = { interval: 20, timeout: 10_000 };

/** What a desktop works with: titles of rules with their pack, formats that are not built in, and the playbook. */
async function usedBy({ rules, ruleDesk, formats, playbooks }: Desktop) {
  const loaded = await ruleDesk.list();
  return {
    rules: loaded.rules.map((one) => `${rules.packOf(one.file)} ${one.title}`),
    formats: (await formats.list()).formats.map((one) => `${one.file} ${one.definition.title}`),
    playbooks: playbooks
      .list()
      .filter(({ own, team }) => own || team)
      .map((one) => `${one.own ? 'own' : 'team'} ${one.playbook.title}`),
  };
}
const NOTHING = { rules: [], formats: [], playbooks: [] };

test('what a team released is used where it is in force, beside what one has of her own, and goes back', async () => {
  await ada.rules.save(null, 'Till', rule('tills', FIRST));
  await ada.formats.add('till.json', format('Till'));
  ada.playbooks.keep(playbook('Look at the tills'), null);
  await ada.server.setEnvironment(PRODUCTION, null);
  const all = ['rules', 'formats', 'playbooks'] as const;
  expect(await ada.desk.make('1.0.0', all)).toMatchObject({ rules: 1, formats: 1, playbooks: 1 });
  await expect(ada.desk.make('1.0.0', all)).rejects.toMatchObject({ code: 'RELEASE_EXISTS' });
  await deployed('1.0.0');

  // Whose key it is only a person can know.
  const [environment] = (await ada.server.board()).environments;
  await bob.desk.follow(environment ?? null);
  const { offered, inForce } = bob.desk.standing();
  expect([offered, inForce]).toEqual([
    { version: '1.0.0', by: { name: 'Ada', key: ada.vault.signer().publicKey } },
    null,
  ]);
  expect(await usedBy(bob)).toEqual(NOTHING);
  await bob.desk.trust(offered?.by.key ?? '');
  const released = {
    rules: ['~team tills'],
    formats: ['team/till.json Till'],
    playbooks: ['team Look at the tills'],
  };
  expect(await usedBy(bob)).toEqual(released);
  await expect(bob.rules.remove('~team')).rejects.toMatchObject({ code: 'RULES_OF_TEAM' });
  await expect(bob.formats.delete('till')).rejects.toMatchObject({ code: 'FORMAT_UNKNOWN' });

  // His own is used in place of the same of the team, and what is not used is said.
  await bob.rules.save(null, 'Tills at night', rule('tills at night', FIRST));
  await bob.formats.add('till.json', format('My till'));
  bob.playbooks.keep(playbook('My tills'), null);
  expect(await usedBy(bob)).toEqual({
    rules: ['own tills at night'],
    formats: ['till.json My till'],
    playbooks: ['own My tills'],
  });
  expect((await bob.ruleDesk.list()).problems).toMatchObject([{ title: 'tills' }]);
  expect((await bob.formats.list()).problems).toMatchObject([{ file: 'team/till.json' }]);
  expect(bob.playbooks.hidden()).toEqual(['Look at the tills']);

  // The next release, and back.
  const shop = join(rulesFolderOf(ada.folder), 'own', 'магазин.yml');
  await writeFile(shop, rule('shops', SECOND));
  expect((await deploy('pack', '1.1.0', '--only', 'rules')).out).toContain('2 files of rules, 0');
  await deployed('1.1.0');
  bob.online = false;
  await bob.desk.look();
  expect(bob.desk.standing().inForce?.version).toBe('1.0.0');
  [bob.online, bob.forged] = [true, true];
  await bob.desk.look();
  expect(bob.desk.standing()).toMatchObject({
    inForce: { version: '1.0.0' },
    trouble: expect.stringContaining('is not what was signed'),
  });
  bob.forged = false;
  await bob.desk.look();
  expect(bob.desk.standing().trouble).toBe(null);
  expect((await usedBy(bob)).rules).toEqual(['own tills at night', '~team shops']);
  await deployed(null);
  await bob.desk.look();
  expect(bob.desk.standing().inForce?.version).toBe('1.0.0');
  expect((await usedBy(bob)).rules).toEqual(['own tills at night']);

  // What a crash left half in its place is put there from what is kept, without the server.
  const kept = readPackState(bob.vault);
  const { inForce: taken } = kept;
  writePackState(bob.vault, { ...kept, inForce: taken && { ...taken, isWhole: false } });
  await bob.rules.putTeam([]);
  await bob.rules.delete(join(rulesFolderOf(bob.folder), 'own', 'tills_at_night.yml'));
  bob.online = false;
  await bob.desk.look();
  expect((await usedBy(bob)).rules).toEqual(['~team tills']);

  await bob.desk.follow(null);
  await bob.formats.delete('till');
  bob.playbooks.remove('till-check');
  expect(await usedBy(bob)).toEqual(NOTHING);
});

test('a policy is released, narrows what a desktop lets out, and is taken back with its release', async () => {
  const shelf = createProviderDesk(bob.vault).shelf;
  shelf.setPolicy({ ...DEFAULT_POLICY, public: 'none' });
  const written = {
    ...OPEN_POLICY,
    providers: { public: 'any', confidential: 'local' },
    leaving: { internal: { share: 'masked' } },
    overrides: false,
  } as const;
  writeFileSync(file('policy.json'), JSON.stringify(written));
  expect((await deploy('policy', file('policy.json'))).out).toContain('To be released');
  writeFileSync(file('wrong.json'), JSON.stringify({ ...written, leaving: { internal: 'no' } }));
  expect((await deploy('policy', file('wrong.json'))).code).toBe(1);
  expect((await deploy('pack', '1.2.0', '--only', 'policies')).out).toContain('1 policies');
  await resumed();
  await deployed('1.2.0');
  [bob.online, bob.forged] = [true, false];
  const [environment] = (await ada.server.board()).environments;
  await bob.desk.follow(environment ?? null);
  expect(bob.desk.standing().inForce?.counts).toMatchObject({ policies: 1, rules: 0 });
  expect(readTeamPolicy(bob.vault)).toEqual({ version: '1.2.0', policy: written });
  expect(shelf.policy()).toMatchObject({ public: 'none', confidential: 'local', internal: 'any' });

  keepOwnPolicy(ada.vault, { ...OPEN_POLICY, providers: { internal: 'none' } });
  await ada.desk.make('1.3.0', ['policies']);
  await deployed('1.3.0');
  await bob.desk.look();
  expect(shelf.policy()).toMatchObject({ confidential: 'any', internal: 'none' });
  await deployed(null);
  await bob.desk.look();
  expect(readTeamPolicy(bob.vault)?.version).toBe('1.2.0');
  expect(shelf.policy()).toMatchObject({ confidential: 'local', internal: 'any' });
  await bob.desk.follow(null);
  expect(readTeamPolicy(bob.vault)).toBeNull();
  expect(shelf.policy()).toEqual({ ...DEFAULT_POLICY, public: 'none' });
  bob.vault.drawer('team-policy').write('{"version":"9","policy":{"v":2}}');
  expect(() => shelf.policy()).toThrow(expect.objectContaining({ code: 'POLICY_UNREADABLE' }));
  bob.vault.drawer('team-policy').write('null');
  await resumed();
  await deployed('1.0.0');
});

test('a pack with a policy that nobody can read is no pack, for server and desktop', async () => {
  const signer = loadSigner('Ada', makeSigningKey());
  const policies = [{ name: 'policy.json', text: JSON.stringify({ ...OPEN_POLICY, v: 2 }) }];
  const signed = signPack(
    { version: '3', rules: [], formats: [], playbooks: [], policies },
    signer,
  );
  const forged = expect.objectContaining({ code: 'PACK_FORGED' });
  expect(() => openPack(signed, digestOfPack(signed.text))).toThrow(forged);
  const ask = createAsk(ada.connection);
  const sent = ask('POST /api/v1/packs', z.strictObject({ digest: z.string() }), { body: signed });
  await expect(sent).rejects.toMatchObject({ code: 'PACK_INVALID' });
});

test('what the loader would not take is not released', async () => {
  const broken = join(rulesFolderOf(ada.folder), 'own', 'broken.yml');
  await writeFile(broken, 'title: no detection\n');
  await expect(ada.desk.make('2.0.0', ['rules'])).rejects.toMatchObject({
    code: 'PACK_BROKEN',
    message: expect.stringContaining('broken.yml'),
  });
  rmSync(broken);
  expect((await deploy('pack', '2.0.0', '--only', 'everything')).code).toBe(2);
  const { code, out } = await deploy('follow', 'production');
  expect([code, out]).toEqual([0, expect.stringContaining('Release 1.0.0 by Ada is used')]);
  bob.online = true;
  await expect(bob.desk.make('2.0.0', ['playbooks'])).rejects.toMatchObject({ code: 'PACK_EMPTY' });
});

test('a pack that was changed anywhere is not believed', () => {
  const signer = loadSigner('Ada', makeSigningKey());
  const rules = [{ name: 'a.yml', text: rule('tills', FIRST) }];
  const signed = signPack({ version: '1', rules, formats: [], playbooks: [] }, signer);
  const digest = digestOfPack(signed.text);
  expect(openPack(signed, digest)).toMatchObject({ version: '1', by: { name: 'Ada' } });
  const forged = { code: 'PACK_FORGED' };
  fc.assert(
    fc.property(fc.nat(signed.text.length - 1), fc.integer({ min: 1, max: 94 }), (at, by) => {
      const code = ((signed.text.charCodeAt(at) - 32 + by) % 95) + 32;
      const text = signed.text.slice(0, at) + String.fromCharCode(code) + signed.text.slice(at + 1);
      fc.pre(text !== signed.text);
      const changed = { ...signed, text };
      expect(() => openPack(changed, digest)).toThrow(expect.objectContaining(forged));
      // Not even when whoever changed it tells its hash as well.
      expect(() => openPack(changed, digestOfPack(text))).toThrow(expect.objectContaining(forged));
    }),
    { numRuns: 200 },
  );
  const other = signPack(
    { version: '1', rules, formats: [], playbooks: [] },
    loadSigner('Ada', makeSigningKey()),
  );
  const mixed = { text: signed.text, signature: other.signature };
  expect(() => openPack(mixed, digest)).toThrow(expect.objectContaining(forged));
});
