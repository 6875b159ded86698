import {
  AUDIT_DAYS,
  RETAINED_KINDS,
  RETENTION,
  type Retention,
} from '#shared/sync/retention-api.ts';
import { createTeamAdmin, openConnection } from '../../tenant/index.ts';
import type { Vault } from '../../vault/index.ts';
import { usage } from './arguments.ts';
import type { Said } from './said.ts';

interface Asked {
  readonly vault: Vault;
  readonly words: readonly string[];
}

/** `tenant jobs [redrive [ID...]]`: the work that the server does by itself; what was given up is done anew. */
export async function teamJobs({ vault, words }: Asked): Promise<Said> {
  const admin = createTeamAdmin(openConnection(vault));
  const [what = 'list', ...ids] = words;
  if (what === 'redrive') {
    const count = await admin.redriveJobs(ids.length === 0 ? undefined : ids);
    return { text: `${count} done anew`, json: { count } };
  }
  if (what !== 'list' || ids.length > 0) throw usage('"tenant jobs" takes list or redrive [ID…].');
  const { kinds, dead, next } = await admin.jobs(null);
  const lines = [
    ...kinds.map(
      ({ kind, schedule, waiting, running, doneAt }) =>
        `${kind.padEnd(20)} ${waiting} waiting, ${running} running, last done ${doneAt ?? 'never'}${schedule === null ? '' : `  (${schedule} UTC)`}`,
    ),
    ...dead.map(
      ({ jobId, kind, tries, diedAt, why }) =>
        `given up: ${jobId}  ${kind}  ${diedAt}  after ${tries} tries: ${why ?? 'it said nothing'}`,
    ),
    ...(next === null ? [] : ['and more']),
  ];
  return { text: lines.join('\n'), json: { kinds, dead, next }, incomplete: dead.length > 0 };
}

/**
 * `tenant retention [KIND=DAYS...]`: how long the server keeps what it forgets by itself, and sets it. Setting needs a fresh
 * second factor.
 */
export async function teamRetention({ vault, words }: Asked): Promise<Said> {
  const asked = Object.fromEntries(words.map(daysOf));
  const admin = createTeamAdmin(openConnection(vault));
  const was = await admin.retention();
  const days = { ...was, ...asked };
  if (words.length > 0) await admin.keepRetention(days, was);
  const lines = [
    ...RETAINED_KINDS.map((kind) => `${kind.padEnd(12)} ${days[kind]} days`),
    `audit        ${days.audit === null ? 'kept for ever' : `${days.audit} days, then archived`}`,
  ];
  return { text: lines.join('\n'), json: days };
}

/** A kind with the days that it is to be kept. */
function daysOf(word: string): [keyof Retention, number | null] {
  const [name, text = ''] = word.split('=');
  if (name === 'audit') return ['audit', auditDays(text)];
  const kind = RETAINED_KINDS.find((known) => known === name);
  if (kind === undefined || !/^\d{1,4}$/.test(text)) {
    throw usage(`"tenant retention" takes KIND=DAYS of ${RETAINED_KINDS.join(', ')}, audit.`);
  }
  const { least, most } = RETENTION[kind];
  const days = Number(text);
  if (days < least || days > most) {
    throw usage(`"${kind}" are kept from ${least} to ${most} days.`);
  }
  return [kind, days];
}

function auditDays(text: string): number | null {
  if (text === 'ever') return null;
  const days = Number(text);
  if (/^\d{1,4}$/.test(text) && days >= AUDIT_DAYS.least && days <= AUDIT_DAYS.most) return days;
  throw usage(
    `Entries of the audit log are kept from ${AUDIT_DAYS.least} to ${AUDIT_DAYS.most} days before they go into archives: audit=DAYS, or audit=ever.`,
  );
}
