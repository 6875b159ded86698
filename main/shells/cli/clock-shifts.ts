import { matchesGlob, resolve } from 'node:path';
import { lastName } from '#shared/model/last-name.ts';
import { parseShift } from '#shared/model/shift.ts';
import type { SourceRow } from '../../case-operations.ts';
import type { OpenCase } from '../../open-case.ts';
import { usage } from './arguments.ts';

/** Sources, by a name that people give them, and what their clocks are set right by. */
export interface ClockShift {
  readonly name: string;
  readonly shiftUs: number;
}

/** Reads `PATH-OR-GLOB=+2h3m4.5s`. Throws USAGE for what is not. */
export function readClockShift(text: string): ClockShift {
  const at = text.lastIndexOf('=');
  const name = text.slice(0, at);
  const shiftUs = at <= 0 ? null : parseShift(text.slice(at + 1));
  if (shiftUs === null) {
    throw usage(
      `"${text}" is no shift of a clock: name a source and a time up to 100 years, such as 'api*.log=+2h3m4.5s' or 'db.log=-250ms'.`,
    );
  }
  return { name, shiftUs };
}

/**
 * Sets the clocks, in their order: a later one wins. Throws USAGE, before anything is set, when a name is no
 * source's.
 */
export async function setClocks(open: OpenCase, shifts: readonly ClockShift[]): Promise<void> {
  const found = shifts.map(({ name, shiftUs }) => ({ shiftUs, sources: sourcesNamed(open, name) }));
  if (found.length === 0) return;
  await open.shift(
    found.flatMap(({ shiftUs, sources }) => sources.map(({ id }) => ({ id, shiftUs }))),
  );
}

/** The sources that a name is meant for. Throws USAGE when there is none. */
export function sourcesNamed(open: OpenCase, name: string): readonly SourceRow[] {
  const sources = open.sources().filter(({ path }) => isNamed(path, name));
  if (sources.length > 0) return sources;
  const known = open.sources().map(({ path }) => lastName(path));
  throw usage(
    `No source is called "${name}". The sources are: ${known.slice(0, 20).join(', ')}${known.length > 20 ? ', …' : ''}.`,
  );
}

/** Its whole path, a folder or an archive that it is in, its last parts, or a glob of one of these. */
function isNamed(path: string, name: string): boolean {
  const whole = resolve(name);
  if (path === name || path === whole) return true;
  if (path.endsWith(`/${name}`) || path.endsWith(`\\${name}`)) return true;
  if (['/', '\\', '!/'].some((end) => path.startsWith(whole + end))) return true;
  return matchesGlob(path, name) || matchesGlob(path, `**/${name}`);
}
