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
