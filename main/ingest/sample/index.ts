import { writeHosts } from './host-log.ts';
import { createRandom } from './random.ts';
import { createShopLogs } from './shop-logs.ts';
import { STORY } from './story.ts';
import { writeTraffic } from './traffic.ts';

/** One file of the sample case. */
export interface SampleSource {
  readonly name: string;
  /** Time of last change in microseconds UTC; the syslog names no year and takes it from here. */
  readonly mtimeUs: number;
  /** The text in pieces, the same in every run. */
  text(): Iterable<string>;
}

const SEED = 20_260_312;

/**
 * The logs of a small web shop on 2026-03-12, 13:30 to 15:30 UTC: nginx (combined), shop-api (pino),
 * payment (logback), the order worker (Python logging) and the hosts' syslog. What happens is told in
 * story.ts. Made anew at each call, some 8 MB in all.
 */
export function sampleSources(): SampleSource[] {
  const logs = createShopLogs();
  writeTraffic(logs, createRandom(SEED));
  writeHosts(logs.hosts, createRandom(SEED + 1));
  return Object.entries(logs.files).map(([name, lines]) => ({
    name,
    mtimeUs: STORY.end * 1000,
    text: () => lines.chunks(),
  }));
}
