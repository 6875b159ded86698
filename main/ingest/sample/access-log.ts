import type { LogLines } from './log-lines.ts';

/** One request as nginx logs it, in its `combined` format. */
export interface AccessEntry {
  readonly end: number;
  readonly ip: string;
  readonly user: string;
  readonly request: string;
  readonly status: number;
  readonly bytes: number;
  readonly referer: string;
  readonly agent: string;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export function writeAccess(log: LogLines, entry: AccessEntry): void {
  const { ip, user, request, status, bytes, referer, agent } = entry;
  log.add(
    entry.end,
    `${ip} - ${user} [${clfTime(entry.end)}] "${request}" ${status} ${bytes} "${referer}" "${agent}"`,
  );
}

function clfTime(time: number): string {
  const iso = new Date(time).toISOString();
  const month = MONTHS[Number(iso.slice(5, 7)) - 1];
  return `${iso.slice(8, 10)}/${month}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
}
