import type { CustodyPlace } from '#shared/model/custody.ts';

/** Where and when an act of custody is done, as an entry about it notes. `atMs`: since 1970, UTC. */
export function custodyPlaceOf(
  { host, tool, toolVersion }: Pick<CustodyPlace, 'host' | 'tool' | 'toolVersion'>,
  atMs: number,
  clockOffsetMs: number | null,
): CustodyPlace {
  const at = new Date(atMs);
  const utcOffsetMinutes = -at.getTimezoneOffset() + 0;
  return { at: at.toISOString(), utcOffsetMinutes, clockOffsetMs, host, tool, toolVersion };
}
