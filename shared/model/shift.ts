/** The furthest that a clock is set right, in microseconds: a hundred years of 365.25 days. */
export const MOST_SHIFT_US = 36_525 * 86_400_000_000;

const UNIT_US = {
  d: 86_400_000_000,
  h: 3_600_000_000,
  m: 60_000_000,
  s: 1_000_000,
  ms: 1000,
  us: 1,
} as const;
type Unit = keyof typeof UNIT_US;

const SPAN = /^([+\-−]?)((?:\d+(?:\.\d+)?(?:d|h|min|m|s|ms|us|µs|μs))+)$/;
const CLOCK = /^([+\-−]?)(\d+):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?$/;

/**
 * Reads a shift as people write it: `+2h3m4.5s`, `-1d 2h`, `250ms`, `-15us`, `+01:02:03.5`, `0`. In whole
 * microseconds, what is finer is rounded; null: it is none, or further than `MOST_SHIFT_US`.
 */
export function parseShift(text: string): number | null {
  const written = text.replaceAll(/\s/g, '').toLowerCase();
  if (/^[+\-−]?0$/.test(written)) return 0;
  const us = ofSpan(written) ?? ofClock(written);
  return us === null || Math.abs(us) > MOST_SHIFT_US ? null : us;
}

function ofSpan(text: string): number | null {
  const found = SPAN.exec(text);
  if (found === null) return null;
  const [, sign = '', parts = ''] = found;
  let sum = 0;
  for (const [, value = '', unit = ''] of parts.matchAll(/(\d+(?:\.\d+)?)([a-zµμ]+)/g)) {
    sum += Number(value) * UNIT_US[unitOf(unit)];
  }
  return signed(sign, Math.round(sum));
}

function unitOf(written: string): Unit {
  if (written === 'min') return 'm';
  return written === 'µs' || written === 'μs' ? 'us' : (written as Unit);
}

function ofClock(text: string): number | null {
  const found = CLOCK.exec(text);
  if (found === null) return null;
  const [, sign = '', hours = '0', minutes = '0', seconds = '0', fraction = ''] = found;
  const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  return signed(sign, whole * UNIT_US.s + Number(fraction.padEnd(6, '0')));
}

function signed(sign: string, us: number): number {
  return sign === '-' || sign === '−' ? 0 - us : us;
}

/** A shift so that `parseShift` reads it again, exactly: `+2h 3m 4.5s`, `-250ms`, `0`. */
export function formatShift(us: number): string {
  if (us === 0) return '0';
  let rest = Math.abs(us);
  const parts: string[] = [];
  for (const unit of ['d', 'h', 'm'] as const) {
    const count = Math.floor(rest / UNIT_US[unit]);
    if (count > 0) parts.push(`${count}${unit}`);
    rest -= count * UNIT_US[unit];
  }
  if (rest > 0) parts.push(secondsOf(rest, parts.length > 0));
  return (us < 0 ? '-' : '+') + parts.join(' ');
}

/** @param us less than a minute */
function secondsOf(us: number, beside: boolean): string {
  if (us < UNIT_US.ms && !beside) return `${us}us`;
  if (us < UNIT_US.s && us % UNIT_US.ms === 0) return `${us / UNIT_US.ms}ms`;
  const whole = Math.floor(us / UNIT_US.s);
  const fraction = String(us - whole * UNIT_US.s)
    .padStart(6, '0')
    .replace(/0+$/, '');
  return `${whole}${fraction === '' ? '' : `.${fraction}`}s`;
}
