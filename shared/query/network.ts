/** A network as CIDR notation writes it (RFC 4632, RFC 4291): `10.0.0.0/8`, `fe80::/10`. */
export interface Network {
  /** Whether a text is an address in it. */
  holds(text: string): boolean;
}

interface Address {
  readonly bytes: readonly number[];
  readonly isV4: boolean;
}

/** The network that a text is; null: it is none. An address that IPv6 maps to IPv4 counts as IPv4. */
export function networkOf(text: string): Network | null {
  const found = /^([\da-fA-F:.]+)\/(\d{1,3})$/.exec(text);
  if (found === null) return null;
  const base = addressOf(found[1] ?? '');
  const written = Number(found[2]);
  if (base === null || written > (base.isV4 ? 32 : 128)) return null;
  const bits = base.isV4 ? written + 96 : written;
  return {
    holds(candidate) {
      const address = addressOf(candidate);
      return address !== null && address.isV4 === base.isV4 && samePrefix(address, base, bits);
    },
  };
}

function samePrefix(a: Address, b: Address, bits: number): boolean {
  const whole = bits >>> 3;
  for (let i = 0; i < whole; i++) if (a.bytes[i] !== b.bytes[i]) return false;
  const rest = bits & 7;
  const mask = (0xff00 >>> rest) & 0xff;
  return rest === 0 || ((a.bytes[whole] ?? 0) & mask) === ((b.bytes[whole] ?? 0) & mask);
}

const MAPPED = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff];

/** Sixteen bytes of an address in text (RFC 4291 2.2), a zone after `%` left out; null: it is none. */
function addressOf(text: string): Address | null {
  const v4 = v4Bytes(text);
  if (v4 !== null) return { bytes: [...MAPPED, ...v4], isV4: true };
  const bytes = v6Bytes(text.replace(/%[\w.-]+$/, ''));
  if (bytes === null) return null;
  return { bytes, isV4: MAPPED.every((byte, i) => bytes[i] === byte) };
}

function v4Bytes(text: string): number[] | null {
  const found = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  const bytes = found?.slice(1).map(Number) ?? [];
  return bytes.length === 4 && bytes.every((byte) => byte <= 255) ? bytes : null;
}

function v6Bytes(text: string): number[] | null {
  if (!text.includes(':') || text.length > 45) return null;
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const [head, tail] = halves.map(groupBytes);
  if (head === null || head === undefined || tail === null) return null;
  if (tail === undefined) return head.length === 16 ? head : null;
  const missing = 16 - head.length - tail.length;
  return missing < 2 ? null : [...head, ...Array<number>(missing).fill(0), ...tail];
}

function groupBytes(text: string): number[] | null {
  if (text === '') return [];
  const bytes: number[] = [];
  const groups = text.split(':');
  for (const [index, group] of groups.entries()) {
    const v4 = index === groups.length - 1 ? v4Bytes(group) : null;
    if (v4 !== null) bytes.push(...v4);
    else if (/^[\da-fA-F]{1,4}$/.test(group)) {
      const value = Number.parseInt(group, 16);
      bytes.push(value >>> 8, value & 0xff);
    } else return null;
  }
  return bytes;
}
