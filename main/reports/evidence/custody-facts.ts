import type { CustodyEntry } from '#shared/model/custody.ts';
import type { SourceRow } from '../../case-operations.ts';
import type { ReportCustody } from './report-case.ts';

const KEPT = { case: 'kept in the case', reference: 'kept where it was found' } as const;
const LEFT = {
  export: 'Records exported',
  bundle: 'Evidence bundle written',
  copy: 'Copied out',
  share: 'Copy of the case sealed for somebody',
  report: 'Report written',
} as const;
const CHECKED = {
  same: 'Hashed again: the same',
  changed: 'Hashed again: NOT the same',
  missing: 'Not found where it was',
  unreadable: 'Could not be read',
} as const;

/**
 * The custody log in words, oldest first. That reports of the case were written is left out: a report would not be
 * the same the second time. A source that somebody hashed again and again, and that was the same each time, is one row with
 * how often and until when: the log itself, which bundles hold, has each of them.
 */
export function custodyFacts(
  entries: readonly CustodyEntry[],
  sources: readonly SourceRow[],
): ReportCustody[] {
  const pathOf = (key: string | null): string | null =>
    key === null ? null : (sources.find((source) => source.key === key)?.path ?? key);
  return runsOf(entries).flatMap(({ entry, times, until }): ReportCustody[] => {
    const base = { at: entry.at, who: entry.author, where: placeText(entry) };
    switch (entry.kind) {
      case 'intake': {
        const note = entry.note === '' ? '' : `. ${entry.note}`;
        const what = `Taken in, ${entry.bytes.toLocaleString('en')} bytes, ${KEPT[entry.keeping]}${note}`;
        return [{ ...base, who: entry.collector, what, source: entry.path, sha256: entry.sha256 }];
      }
      case 'check': {
        const { source, sha256 } = entry;
        const what =
          times === 1
            ? CHECKED[entry.result]
            : `Hashed again ${times} times until ${until}: the same each time`;
        return [{ ...base, what, source: pathOf(source), sha256 }];
      }
      case 'left': {
        if (entry.what === 'report') return [];
        const file = entry.file === null ? '' : ` to ${entry.file}`;
        const note = entry.note === '' ? '' : ` (${entry.note})`;
        const what = `${LEFT[entry.what]}${file}: ${entry.records.toLocaleString('en')} records${note}`;
        return [{ ...base, what, source: null, sha256: entry.sha256 }];
      }
      case 'note':
        return [{ ...base, what: entry.text, source: pathOf(entry.source), sha256: null }];
    }
  });
}

interface Run {
  readonly entry: CustodyEntry;
  /** How often the same was found, and when last. */
  times: number;
  until: string;
}

/** Entries with those left out that say of a source what the one before of that source says. */
function runsOf(entries: readonly CustodyEntry[]): Run[] {
  const runs: Run[] = [];
  const lastOf = new Map<string, Run>();
  for (const entry of entries) {
    if (entry.kind === 'check' && entry.why === 'report') continue;
    const source = 'source' in entry ? entry.source : null;
    const last = source === null ? undefined : lastOf.get(source);
    if (last !== undefined && isSameAgain(last.entry, entry)) {
      last.times++;
      last.until = `${entry.at.slice(0, 19).replace('T', ' ')} UTC`;
      continue;
    }
    const run = { entry, times: 1, until: '' };
    runs.push(run);
    if (source !== null) lastOf.set(source, run);
  }
  return runs;
}

function isSameAgain(before: CustodyEntry, now: CustodyEntry): boolean {
  return (
    before.kind === 'check' &&
    now.kind === 'check' &&
    now.result === 'same' &&
    before.result === 'same' &&
    now.author === before.author &&
    now.sha256 === before.sha256 &&
    placeText(now) === placeText(before)
  );
}

function placeText({
  host,
  tool,
  toolVersion,
  utcOffsetMinutes,
  clockOffsetMs,
}: CustodyEntry): string {
  const sign = utcOffsetMinutes < 0 ? '-' : '+';
  const minutes = Math.abs(utcOffsetMinutes);
  const pair = (n: number): string => String(n).padStart(2, '0');
  const zone = `UTC${sign}${pair(Math.floor(minutes / 60))}:${pair(minutes % 60)}`;
  const clock = clockOffsetMs === null ? '' : `, ${clockText(clockOffsetMs)}`;
  return `${host === '' ? '' : `${host}, `}${zone}${clock}, ${tool} ${toolVersion}`.trim();
}

function clockText(offsetMs: number): string {
  if (offsetMs === 0) return 'clock right';
  return `clock ${offsetMs < 0 ? 'behind' : 'ahead'} by ${Math.abs(offsetMs).toLocaleString('en')} ms`;
}
