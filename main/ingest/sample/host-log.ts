import type { LogLines } from './log-lines.ts';
import type { Random } from './random.ts';
import { POOL_SIZE, STORY } from './story.ts';

/** A line of syslog (RFC 3164): no year, no zone, a day padded with a blank. */
function writeHost(log: LogLines, time: number, host: string, tag: string, message: string): void {
  const iso = new Date(time).toISOString();
  const day = String(Number(iso.slice(8, 10))).padStart(2);
  log.add(time, `Mar ${day} ${iso.slice(11, 19)} ${host} ${tag}: ${message}`);
}

const HOSTS = ['web-1', 'api-1', 'pay-1', 'db-1'] as const;
const MINUTE = 60_000;

/** What the hosts' system log says in two hours: routine, the turns of the story, and two things that mean nothing. */
export function writeHosts(log: LogLines, random: Random): void {
  for (const host of HOSTS) writeRoutine(log, random, host);
  writeDeployments(log, random);
  writeApiRestarts(log);
  writeDiskWarning(log, random);
  writeSshScan(log, random);
}

function writeRoutine(log: LogLines, random: Random, host: string): void {
  for (let time = STORY.begin + random.int(0, MINUTE); time < STORY.end; time += 10 * MINUTE) {
    const pid = random.int(3000, 32_000);
    writeHost(log, time, host, `CRON[${pid}]`, '(root) CMD (/usr/lib/sysstat/debian-sa1 1 1)');
  }
  for (let time = STORY.begin; time < STORY.end; time += random.exponential(1.2 * MINUTE)) {
    writeRoutineLine(log, random, host, time);
  }
}

function writeRoutineLine(log: LogLines, random: Random, host: string, time: number): void {
  const pid = random.int(3000, 32_000);
  const service = random.pick([
    'logrotate',
    'apt-daily',
    'man-db',
    'fstrim',
    'node-exporter-textfile',
  ]);
  const user = random.pick(['deploy', 'backup', 'monitor']);
  const session = random.int(100, 9999);
  const lines = [
    [`systemd[1]`, `Started ${service}.service.`],
    [`systemd[1]`, `${service}.service: Deactivated successfully.`],
    [
      `systemd[1]`,
      `${service}.service: Consumed ${(random.exponential(0.8) + 0.02).toFixed(3)}s CPU time.`,
    ],
    [
      `sshd[${pid}]`,
      `Accepted publickey for ${user} from 10.20.0.${random.int(4, 9)} port ${random.int(32_000, 61_000)} ssh2: ED25519 SHA256:${random.hex(32)}`,
    ],
    [
      `sshd[${pid}]`,
      `pam_unix(sshd:session): session opened for user ${user}(uid=${random.int(1000, 1004)}) by (uid=0)`,
    ],
    [`sshd[${pid}]`, `pam_unix(sshd:session): session closed for user ${user}`],
    [`systemd-logind[612]`, `New session ${session} of user ${user}.`],
    [`chronyd[588]`, `Selected source 10.20.0.${random.int(1, 3)} (ntp.shop.internal)`],
    [
      `kernel`,
      `[${(1_209_600 + (time - STORY.begin) / 1000).toFixed(6)}] TCP: request_sock_TCP: Possible SYN flooding on port ${random.pick([443, 8080])}. Sending cookies.`,
    ],
  ] as const;
  const [tag, message] = lines[random.chance(0.03) ? 8 : random.int(0, 7)] ?? lines[0];
  writeHost(log, time, host, tag, message);
}

function writeDeployments(log: LogLines, random: Random): void {
  for (const [time, version] of [
    [STORY.release, '2.3.1'],
    [STORY.rollback, '2.3.0'],
  ] as const) {
    writeHost(
      log,
      time - 4000,
      'pay-1',
      'deploy[20114]',
      `payment: switching to release ${version}`,
    );
    writeHost(
      log,
      time - 1000,
      'pay-1',
      'systemd[1]',
      'Stopping payment.service - Payment service...',
    );
    writeHost(log, time, 'pay-1', 'systemd[1]', 'payment.service: Deactivated successfully.');
    writeHost(
      log,
      time + 1000,
      'pay-1',
      'systemd[1]',
      'Started payment.service - Payment service.',
    );
  }
  for (let lost = 0; lost < POOL_SIZE; lost++) {
    const tag = `postgres[${random.int(18_000, 19_999)}]`;
    writeHost(
      log,
      STORY.rollback,
      'db-1',
      tag,
      `[${lost + 3}-1] payment@shop LOG:  unexpected EOF on client connection with an open transaction`,
    );
  }
}

function writeApiRestarts(log: LogLines): void {
  for (const time of STORY.apiRestarts) {
    writeHost(log, time, 'api-1', 'systemd[1]', 'shop-api.service: Watchdog timeout (limit 30s)!');
    writeHost(
      log,
      time,
      'api-1',
      'systemd[1]',
      'shop-api.service: Killing process with signal SIGABRT.',
    );
    writeHost(
      log,
      time + 1000,
      'api-1',
      'systemd[1]',
      "shop-api.service: Failed with result 'watchdog'.",
    );
    writeHost(log, time + 11_000, 'api-1', 'systemd[1]', 'Started shop-api.service - Shop API.');
  }
}

/** A backup fills the disk of the database host a little; nothing comes of it. */
function writeDiskWarning(log: LogLines, random: Random): void {
  for (let step = 0; step < 12; step++) {
    const used = (85.2 + step * 0.3 + random.next() * 0.1).toFixed(1);
    writeHost(
      log,
      STORY.diskWarning + step * 2 * MINUTE,
      'db-1',
      'monit[713]',
      `'var' space usage ${used}% matches resource limit [space usage > 85.0%]`,
    );
  }
  writeHost(
    log,
    STORY.diskWarning + 25 * MINUTE,
    'db-1',
    'monit[713]',
    "'var' space usage check succeeded [current space usage = 71.4%]",
  );
}

/** Somebody tries names at the ssh port of the web host for three minutes, as happens every day. */
function writeSshScan(log: LogLines, random: Random): void {
  const users = ['admin', 'test', 'oracle', 'ubuntu', 'git', 'postgres', 'ftpuser', 'pi'] as const;
  for (
    let time: number = STORY.sshScan;
    time < STORY.sshScan + 3 * MINUTE;
    time += random.int(600, 2400)
  ) {
    const tag = `sshd[${random.int(24_000, 24_999)}]`;
    const user = random.pick(users);
    const from = `from 198.51.100.77 port ${random.int(32_000, 61_000)}`;
    writeHost(log, time, 'web-1', tag, `Invalid user ${user} ${from}`);
    writeHost(
      log,
      time + 300,
      'web-1',
      tag,
      `Failed password for invalid user ${user} ${from} ssh2`,
    );
    writeHost(
      log,
      time + 400,
      'web-1',
      tag,
      `Connection closed by invalid user ${user} 198.51.100.77 port ${random.int(32_000, 61_000)} [preauth]`,
    );
  }
}
