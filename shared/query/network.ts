import { partsOfNetwork, patternOfNetwork } from './needed-pattern.ts';

/** A network as CIDR notation writes it (RFC 4632, RFC 4291): `10.0.0.0/8`, `fe80::/10`. */
export interface Network {
  /** Whether a text is an address in it. */
  holds(text: string): boolean;
  /** An expression that finds something, in any case, in every text with an address in it; null: it is one of IPv6. */
  readonly needed: string | null;
  /** Texts of which one stands in every such text; null: they would be too many, or it is one of IPv6. */
  readonly parts: readonly string[] | null;
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
  const v4 = base.isV4 ? v4Of(base.bytes.slice(12)) : 0;
  // A shift by 32 is one by 0.
  const mask = written === 0 ? 0 : (-1 << (32 - written)) >>> 0;
  return {
    needed: base.isV4 ? patternOfNetwork(v4, written) : null,
    parts: base.isV4 ? partsOfNetwork(v4, written) : null,
    holds(candidate) {
      // Nearly all that are asked for, and most addresses in logs.
      if (!candidate.includes(':')) {
        const number = base.isV4 ? v4Number(candidate) : null;
        return number !== null && ((number ^ v4) & mask) === 0;
      }
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

const v4Of = (bytes: readonly number[]): number => bytes.reduce((sum, byte) => sum * 256 + byte, 0);

/** An address of four numbers as one; null: it is none. Without an expression or a list: networks are asked of every record. */
function v4Number(text: string): number | null {
  let address = 0;
  let byte = 0;
  let digits = 0;
  let dots = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 46) {
      if (digits === 0 || ++dots > 3) return null;
      address = address * 256 + byte;
      byte = 0;
      digits = 0;
    } else {
      if (code < 48 || code > 57 || ++digits > 3) return null;
      byte = byte * 10 + (code - 48);
      if (byte > 255) return null;
    }
  }
  return dots === 3 && digits > 0 ? address * 256 + byte : null;
}

function v4Bytes(text: string): number[] | null {
  const address = v4Number(text);
  return address === null ? null : [24, 16, 8, 0].map((shift) => (address >>> shift) & 0xff);
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
