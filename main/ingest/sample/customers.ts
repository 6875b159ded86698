import type { Random } from './random.ts';

/** Somebody who shops, or a machine that looks in. */
export interface Visitor {
  readonly ip: string;
  readonly agent: string;
  readonly user: string;
}

const AGENTS = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/145.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.3 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.2 Safari/605.1.15',
  'Mozilla/5.0 (X11; Linux x86_64; rv:147.0) Gecko/20100101 Firefox/147.0',
  'ShopApp/5.12 (Android 16)',
] as const;

const NAMES = [
  'alina',
  'ben',
  'carla',
  'deniz',
  'emil',
  'fatma',
  'greta',
  'hugo',
  'ines',
  'jonas',
  'kim',
  'lea',
  'mats',
  'nora',
  'omar',
  'pia',
  'quentin',
  'rosa',
  'sven',
  'tilda',
] as const;

/** A crowd of `size` visitors from documentation address ranges (RFC 5737); one in three is logged in. */
export function createVisitors(random: Random, size: number): [Visitor, ...Visitor[]] {
  const visitor = (): Visitor => ({
    ip: `${random.pick(['192.0.2', '198.51.100', '203.0.113'])}.${random.int(1, 254)}`,
    agent: random.pick(AGENTS),
    user: random.chance(0.33) ? `${random.pick(NAMES)}${random.int(1, 99)}` : '-',
  });
  return [visitor(), ...Array.from({ length: size - 1 }, visitor)];
}
