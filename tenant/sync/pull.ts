import type { PullAnswer, PullRequest } from '../../shared/sync/sync-wire.ts';
import { caseNotFound } from '../cases/index.ts';
import type { PullLog } from './sync-log.ts';

/** The next page of a case's entries after a cursor, within one transaction. Throws CASE_NOT_FOUND for who has no access to it. */
export async function givePull(
  log: PullLog,
  { epoch: known, cursor, limit }: PullRequest,
): Promise<PullAnswer> {
  // Read before the entries: what is committed after it has a greater number, and comes with the next page.
  const { access, epoch, last } = await log.standing(null);
  if (access === 'none') throw caseNotFound();
  if (known !== null && known !== epoch) return { is: 'restored', epoch };
  const entries = await log.read(cursor, last, limit + 1);
  const page = entries.slice(0, limit);
  const more = entries.length > limit;
  const upto = more ? (page.at(-1)?.seq ?? cursor) : Math.max(cursor, last);
  return { is: 'page', epoch, entries: page, upto, more };
}
