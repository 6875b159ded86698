import { isDigit } from './char-codes.ts';
import { isNobody } from './fields.ts';
import type { Report } from './findings.ts';

/** The time of a common or combined access log: what stands before it is client, ident and user. */
const TIME = /\[\d{1,2}\/[A-Z][a-z]{2}\/\d{4}[: ]\d{2}:\d{2}/y;
const BEFORE =
  /(?:^|[\s,"'])[^\s,"[]{2,255} (?:-|[^\s"[]{1,64}) (?:"([^"\\\r\n]{1,64})"|([^\s"[\]]{1,64})) $/u;
/** What is looked at before the time. */
const LOOKED = 420;

/** The user of a line of an access log, from the bracket before its time: no name stands before it. */
export function findAccessUser(text: string, at: number, report: Report): void {
  if (!isDigit(text.charCodeAt(at + 1)) || text.charCodeAt(at - 1) !== 32) return;
  if (text.charCodeAt(at + 3) !== 47 && text.charCodeAt(at + 2) !== 47) return;
  TIME.lastIndex = at;
  if (!TIME.test(text)) return;
  const before = BEFORE.exec(text.slice(Math.max(0, at - LOOKED), at));
  const quoted = before?.[1];
  const user = quoted ?? before?.[2];
  if (user === undefined || !isAccount(user)) return;
  const end = at - (quoted === undefined ? 1 : 2);
  report('user', end - user.length, end, 0.85, user.toLowerCase());
}

function isAccount(user: string): boolean {
  return /^[\p{L}][\p{L}\d ._-]{1,63}$/u.test(user) && !isNobody(user);
}
