import { EventClock } from './event-clock.ts';
import { SeededRandom } from './seeded-random.ts';
import { SimulatedClient } from './simulated-client.ts';
import { SimulatedServer, type Weather } from './simulated-server.ts';

/** What one run came to. */
export interface SimulatedRun {
  readonly seed: number;
  readonly clients: number;
  readonly entries: number;
  /** What must not be; none is the only good answer. */
  readonly faults: readonly string[];
}

export interface SimulationSize {
  /** Things that analysts do, in all. */
  readonly deeds: number;
}

const HOUR_MS = 3_600_000;
const CALM: Weather = { drop: 0, duplicate: 0, crash: 0, diskFull: 0, late: 0 };
/** Rounds in which everything must have met once the weather is calm. */
const QUIET_ROUNDS = 6;

/**
 * Three to eight copies of a case, worked on apart, synced through the client's and the server's own code, in bad
 * weather: messages are lost, doubled, late and turned round; clients and server crash before and after what they write;
 * disks are full; tokens end, are lost on their way and used twice; clocks are up to a day off and are turned; some machines
 * get a later Error-IQ before others, whose entries an earlier one cannot read; access is taken and given; the case is
 * archived and brought back, held, deleted where it is not held, and shared anew; either clients or the server are put back
 * to an earlier state. Then it is calm, and everything must be everywhere, once.
 */
export async function simulate(seed: number, { deeds }: SimulationSize): Promise<SimulatedRun> {
  const random = new SeededRandom(seed);
  const clock = new EventClock();
  const weather: Weather = {
    drop: random.next() * 0.3,
    late: random.next() * 0.2,
    duplicate: random.next() * 0.3,
    crash: random.next() * 0.05,
    diskFull: random.chance(0.3) ? random.next() * 0.3 : 0,
  };
  const server = new SimulatedServer(clock, random, weather);
  const clients = Array.from(
    { length: random.between(3, 8) },
    (_, n) => new SimulatedClient(`analyst ${n}`, { clock, random, server, weather }),
  );
  for (const client of clients) server.tables.access.set(client.name, 'write');
  for (const client of clients) {
    client.signIn.signIn(server.tokens.begin());
    if (random.chance(0.3)) client.upgrade();
  }
  const faults: string[] = [];
  const run = { random, clock, server, clients, faults };
  const failed = (error: unknown): void => {
    faults.push(`a round failed in a way that nobody foresaw: ${String(error)}`);
  };

  // Who goes back to an earlier state loses what only he had. Both at once may lose what was acknowledged.
  const whoGoesBack = random.chance(0.3) ? 'server' : random.chance(0.5) ? 'clients' : 'nobody';
  const backups = new Map(clients.map((client) => [client, client.store.copy()]));
  let serverBackup = server.tables.backup();

  const deed = (): void => {
    const client = clients[random.between(0, clients.length - 1)];
    if (client === undefined) return;
    const what = random.next();
    if (what < 0.48) client.write();
    else if (what < 0.485) client.signIn.turnClock();
    else if (what < 0.49) client.upgrade();
    else if (what < 0.85) {
      if (random.chance(0.5)) signIn(run, client);
      client.sync().catch(failed);
    } else if (what < 0.9) client.isOnline = !client.isOnline;
    else if (what < 0.92) client.crash();
    else if (what < 0.95) changeAccess(run, client);
    else if (what < 0.96) client.store.retry();
    else if (what < 0.965) server.tables.archived = !server.tables.archived;
    else if (what < 0.968) server.tables.held = !server.tables.held;
    else if (what < 0.971) deleteOrShare(run, whoGoesBack !== 'clients');
    else if (what < 0.98) {
      backups.set(client, client.store.copy());
      if (random.chance(0.3)) serverBackup = server.tables.backup();
    } else if (whoGoesBack === 'clients') {
      const backup = backups.get(client);
      if (backup !== undefined) client.goBackTo(backup);
    } else if (whoGoesBack === 'server' && random.chance(0.3)) {
      server.tables.restore(serverBackup, random.uuid());
    }
  };
  for (let n = 0; n < deeds; n++) clock.after(random.between(0, HOUR_MS / 4), deed);
  await untilQuiet(clock);

  Object.assign(weather, CALM);
  for (const client of clients) {
    client.isOnline = true;
    client.upgrade();
  }
  await settle(run, failed);
  checkVisible(run);
  // Those who had lost the right to write get it back. What was refused before is told of, and sent again when asked for.
  for (const { name } of clients) server.tables.access.set(name, 'write');
  server.tables.archived = false;
  if (server.tables.deleted) server.tables.shareAgain(random.uuid());
  await settle(run, failed);
  for (const { store } of clients) store.retry();
  await settle(run, failed);
  checkEverywhere(run);
  const entries = server.tables.entries().length;
  return { seed, clients: clients.length, entries, faults };
}

interface Run {
  readonly random: SeededRandom;
  readonly clock: EventClock;
  readonly server: SimulatedServer;
  readonly clients: readonly SimulatedClient[];
  readonly faults: string[];
}

/** Whoever is signed out sees it, and signs in when she comes by. */
function signIn({ server }: Run, client: SimulatedClient): void {
  if (!client.signIn.isSignedIn) client.signIn.signIn(server.tokens.begin());
}

function changeAccess({ random, server }: Run, { name }: SimulatedClient): void {
  const access = (['none', 'read', 'write', 'write'] as const)[random.between(0, 3)] ?? 'write';
  server.tables.access.set(name, access);
}

/**
 * Deletes the case at the server, unless it is held, or shares it anew from a copy. Where copies go back to earlier states it
 * stays: what both then forget was acknowledged, and is nowhere.
 */
function deleteOrShare({ random, server, faults }: Run, mayDelete: boolean): void {
  const { tables } = server;
  if (tables.deleted) {
    tables.shareAgain(random.uuid());
    return;
  }
  if (!mayDelete) return;
  const before = tables.entries().length;
  const went = tables.delete();
  if (!went && tables.entries().length !== before) faults.push('a held case lost entries');
  if (went && tables.held) faults.push('a held case was deleted');
}

/** Runs all events that are set, each to the end of what it begins. */
async function untilQuiet(clock: EventClock): Promise<void> {
  do await new Promise(setImmediate);
  while (clock.step());
}

async function settle(run: Run, failed: (error: unknown) => void): Promise<void> {
  const { clock, clients } = run;
  // An hour later, when every token has ended, whatever the clocks of the machines say by then.
  clock.after(HOUR_MS, () => {});
  await untilQuiet(clock);
  for (const client of clients) client.signIn.turnClock();
  for (let round = 0; round < QUIET_ROUNDS; round++) {
    for (const client of clients) {
      signIn(run, client);
      client.sync().catch(failed);
    }
    await untilQuiet(clock);
  }
}

const idsOf = ({ store }: SimulatedClient): Set<string> =>
  new Set(store.journal.map(({ id }) => id));

/** While access is as it happens to be: what the server has not is still to be sent, or somebody is told of it. */
function checkVisible({ server, clients, faults }: Run): void {
  for (const client of clients) {
    // By now all have the Error-IQ that wrote them, and nobody had to ask for them.
    const unread = client.store.attention().filter(({ way }) => way === 'received');
    if (unread.length > 0) faults.push(`${client.name}: ${unread.length} not read after all`);
  }
  // Then everything waits, and is counted.
  if (server.tables.archived || server.tables.deleted) return;
  const there = new Set(server.tables.entries().map(({ entry }) => entry.id));
  for (const client of clients) {
    if (server.tables.access.get(client.name) === 'none') continue;
    const told = new Set(client.store.attention().map(({ id }) => id));
    const hidden = client.store.journal.filter(({ id }) => !there.has(id) && !told.has(id));
    if (hidden.length > 0) faults.push(`${client.name}: ${hidden.length} stuck and not told of`);
  }
}

function checkEverywhere({ server, clients, faults }: Run): void {
  const log = server.tables.entries();
  const there = new Set(log.map(({ entry }) => entry.id));
  if (there.size !== log.length) faults.push('the server has an entry twice');
  const isOrdered = log.every(({ seq }, i) => i === 0 || seq > (log[i - 1]?.seq ?? 0));
  if (!isOrdered) faults.push('the numbers of the server are not in order');
  for (const client of clients) {
    const mine = idsOf(client);
    if (mine.size !== client.store.journal.length) faults.push(`${client.name} has one twice`);
    const missing = [...there].filter((id) => !mine.has(id));
    const ahead = [...mine].filter((id) => !there.has(id));
    if (missing.length > 0) faults.push(`${client.name} misses ${missing.length} entries`);
    if (ahead.length > 0) faults.push(`${client.name} has ${ahead.length} that never arrived`);
    const lost = [...client.acknowledged].filter((id) => !there.has(id));
    if (lost.length > 0) faults.push(`${lost.length} acknowledged entries of ${client.name} lost`);
    const told = client.store.attention();
    if (told.length > 0) faults.push(`${client.name} is told of ${told.length}: ${told[0]?.code}`);
  }
}
