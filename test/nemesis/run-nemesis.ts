/*
 * npm run test:nemesis [--faults N] [--seed N]: people push entries and invite others to a real server with a real PostgreSQL,
 * while it and its database are killed and connections are cut, so many times. Then everything that was acknowledged must
 * be there once, in its order; the audit log must be whole, and so must every index.
 */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { randomOf } from '../bench/engine/random.ts';
import { aCase } from '../unit/tenant/test-entries.ts';
import { createAsk, makeTeam, signedIn, type TenantClient } from '../unit/tenant/tenant-client.ts';
import { startCutProxy } from './cut-proxy.ts';
import { judgeDatabase, judgeLog } from './judge.ts';
import { serverProcess } from './server-process.ts';
import { inviteKeyed, pushEntries, type Weather } from './writers.ts';

const { values } = parseArgs({
  options: { faults: { type: 'string', default: '100' }, seed: { type: 'string', default: '1' } },
});
const wanted = Number(values.faults);
const random = randomOf(Number(values.seed));
const CASES = 3;
const COPIES = 8;

const folder = mkdtempSync(join(tmpdir(), 'error-iq-nemesis-'));
chmodSync(folder, 0o711);
const proxy = await startCutProxy(() => server.port());
const url = `https://localhost:${proxy.port}`;
const server = serverProcess(folder, url);
const began = performance.now();

/** What the nemesis does, as often among the others as it is named. */
const FAULTS = {
  async 'server killed'() {
    await server.kill();
    await server.start();
  },
  async 'server and database killed'() {
    await Promise.all([server.kill(), server.killDatabase()]);
    await server.start();
  },
  async 'database crashed'() {
    if (!server.killBackend()) proxy.cut();
  },
  async 'connections cut'() {
    proxy.cut();
  },
};
type Fault = keyof typeof FAULTS;
const TURNS: readonly Fault[] = [
  'server killed',
  'server and database killed',
  'database crashed',
  'database crashed',
  'connections cut',
  'connections cut',
  'connections cut',
];

const faults = new Map<Fault, number>();
try {
  await server.start();
  const client: TenantClient = {
    url,
    ask: createAsk(url, readFileSync(join(folder, 'tls-authority.pem'), 'utf8')),
  };
  await makeTeam({ ...client, firstRunLink: server.firstRunLink });
  const weather: Weather = { isOver: false, token: (await signedIn(client)).access, again: 0 };
  const cases = Array.from({ length: CASES }, aCase);
  for (const body of cases) await client.ask('/api/v1/cases', { token: weather.token, body });
  const writing = Promise.all([
    Promise.all(
      Array.from({ length: COPIES }, (_, n) =>
        pushEntries(client, weather, cases[n % CASES]?.caseId ?? ''),
      ),
    ),
    inviteKeyed(client, weather),
  ]);
  // Told by who waits for it; until then the faults go on.
  writing.catch(() => {});
  for (let n = 0; n < wanted; n++) {
    await after(100 + random.below(500));
    if (!server.runs()) throw new Error(`the server ended by itself, after ${n} faults`);
    const fault = random.pick(TURNS);
    await FAULTS[fault]();
    faults.set(fault, (faults.get(fault) ?? 0) + 1);
  }
  weather.isOver = true;
  const healed = performance.now();
  const [pushed, invited] = await writing;
  const quietS = (performance.now() - healed) / 1000;
  const { access } = await signedIn(client);
  for (const { caseId } of cases) {
    await judgeLog(
      client,
      access,
      caseId,
      pushed.filter((written) => written.caseId === caseId),
    );
  }
  const entries = pushed.reduce((sum, written) => sum + written.entries.length, 0);
  const log = await judgeDatabase(folder, server.databasePort(), invited);
  for (const [fault, count] of faults) console.log(`${String(count).padStart(5)}  ${fault}`);
  console.log(
    `${entries} entries and ${invited.size} invitations acknowledged, asked again ${weather.again} times: ` +
      `each there once, in order; ${log} entries of the audit log in one chain, every index whole; ` +
      `quiet ${quietS.toFixed(1)} s after the last fault; ${((performance.now() - began) / 1000).toFixed(0)} s`,
  );
} finally {
  await server.stop();
  proxy.close();
  rmSync(folder, { recursive: true, force: true });
}
