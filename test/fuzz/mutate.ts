import type { Random } from '../bench/engine/random.ts';

/** What readers have stumbled over elsewhere. */
const AWKWARD = [
  '\0',
  '\r',
  '\n',
  '\r\n',
  '\u2028',
  '\ufeff',
  '\ufffd',
  '\ud800',
  '"',
  "'",
  '\\',
  '{',
  '}',
  '[',
  ']',
  '(',
  ')',
  '<',
  '>',
  '&',
  '%',
  '%s',
  '${',
  '\x1b[31m',
  '99999999999999999999',
  '-1',
  '1e999',
  'NaN',
  '0000-00-00',
  '9999-12-31T23:59:60Z',
  '\t',
  ' ',
  ',',
  ';',
  ':',
  '=',
  '|',
  '#',
  '*',
  '?',
  '~',
  '^',
  '$',
  'null',
  'true',
  '__proto__',
  'constructor',
  'a'.repeat(300),
  '('.repeat(60),
  '['.repeat(60),
] as const;

/** Changes bytes in a few places: flips, cuts, repeats, takes from another, puts lengths and awkward text in. */
export function mutateBytes(bytes: Buffer, other: Buffer, random: Random): Buffer {
  let out = Buffer.from(bytes);
  for (let times = 1 + random.below(6); times > 0; times--) {
    const at = random.below(out.length + 1);
    const length = random.below(Math.min(64, out.length + 1));
    switch (random.below(9)) {
      case 0:
        if (at < out.length) out[at] = (out[at] ?? 0) ^ (1 << random.below(8));
        break;
      case 1:
        out = Buffer.concat([out.subarray(0, at), out.subarray(at + length)]);
        break;
      case 2:
        out = Buffer.concat([out.subarray(0, at), out.subarray(Math.max(0, at - length))]);
        break;
      case 3:
        out = out.subarray(0, at);
        break;
      case 4: {
        const from = random.below(other.length + 1);
        out = Buffer.concat([
          out.subarray(0, at),
          other.subarray(from, from + length),
          out.subarray(at),
        ]);
        break;
      }
      case 5:
        if (at + 4 <= out.length) {
          out.writeUInt32LE(
            random.pick([0, 1, 0x7fffffff, 0x80000000, 0xffffffff, random.below(1 << 16)]),
            at,
          );
        }
        break;
      case 6:
        if (at + 2 <= out.length) out.writeUInt16BE(random.below(65_536), at);
        break;
      case 7:
        out.fill(random.below(256), at, Math.min(out.length, at + length));
        break;
      default:
        out = Buffer.concat([
          out.subarray(0, at),
          Buffer.from(random.pick(AWKWARD)),
          out.subarray(at),
        ]);
    }
  }
  return out;
}

/** Changes text in a few places. */
export function mutateText(text: string, other: string, random: Random): string {
  let out = text;
  for (let times = 1 + random.below(5); times > 0; times--) {
    const at = random.below(out.length + 1);
    const length = random.below(Math.min(40, out.length + 1));
    const head = out.slice(0, at);
    switch (random.below(5)) {
      case 0:
        out = head + out.slice(at + length);
        break;
      case 1:
        out = head + out.slice(Math.max(0, at - length));
        break;
      case 2: {
        const from = random.below(other.length + 1);
        out = head + other.slice(from, from + length) + out.slice(at);
        break;
      }
      case 3:
        out =
          head +
          String.fromCharCode(random.below(random.pick([128, 256, 65_536]))) +
          out.slice(at + 1);
        break;
      default:
        out = head + random.pick(AWKWARD) + out.slice(at);
    }
  }
  return out;
}
