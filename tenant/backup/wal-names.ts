/** A write-ahead log segment by its file name: 8 hex digits each of timeline, log and segment. */
export interface WalSegment {
  readonly timeline: number;
  /** Place in the log: one more for each segment. */
  readonly position: number;
}

const LOG_BYTES = 0x1_0000_0000;

/** What PostgreSQL hands over to be archived: segments (also the unfinished one of a timeline that ended), and notes. */
export const WAL_FILE = /^([0-9A-F]{24}(\.partial|\.[0-9A-F]{8}\.backup)?|[0-9A-F]{8}\.history)$/;

/** The file that says where a timeline came from. */
export function historyName(timeline: number): string {
  return `${timeline.toString(16).toUpperCase().padStart(8, '0')}.history`;
}

/** The segment of a whole segment's file name; null: it is another file. */
export function segmentOf(name: string, segmentBytes: number): WalSegment | null {
  if (!/^[0-9A-F]{24}$/.test(name)) return null;
  const [timeline = 0, log = 0, segment = 0] = [0, 8, 16].map((at) =>
    Number.parseInt(name.slice(at, at + 8), 16),
  );
  return { timeline, position: log * (LOG_BYTES / segmentBytes) + segment };
}

/** The place in the log of an address in it, `0/16B3748`. */
export function positionOf(lsn: string, segmentBytes: number): number {
  const [high = '0', low = '0'] = lsn.split('/');
  const log = Number.parseInt(high, 16) * (LOG_BYTES / segmentBytes);
  return log + Math.floor(Number.parseInt(low, 16) / segmentBytes);
}

/** The segment with the last byte before an address: the one that is whole when the log has come to there. */
export function positionBefore(lsn: string, segmentBytes: number): number {
  const [high = '0', low = '0'] = lsn.split('/');
  const bytes = BigInt(`0x${high}`) * BigInt(LOG_BYTES) + BigInt(`0x${low}`);
  return Number((bytes - 1n) / BigInt(segmentBytes));
}

/** Where a timeline's own log begins and the one it came from ends. */
export interface TimelineStretch {
  readonly timeline: number;
  readonly from: number;
  readonly to: number;
}

/**
 * The stretches of log that lead to a timeline, by its history file (PostgreSQL: a line for each earlier timeline, with
 * where it was left).
 */
export function stretchesOf(
  timeline: number,
  history: string,
  segmentBytes: number,
): TimelineStretch[] {
  let from = 0;
  const earlier = history.split('\n').flatMap((line) => {
    const [, parent, lsn] = /^\s*(\d+)\s+([0-9A-F]+\/[0-9A-F]+)/.exec(line) ?? [];
    if (parent === undefined || lsn === undefined) return [];
    const to = positionOf(lsn, segmentBytes);
    const stretch = { timeline: Number(parent), from, to };
    from = to;
    return [stretch];
  });
  return [...earlier, { timeline, from, to: Number.MAX_SAFE_INTEGER }];
}
