import forge from 'node-forge';

const { asn1 } = forge;
const { Class, Type } = asn1;
export type Asn1 = forge.asn1.Asn1;

const latin = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** DER (ITU-T X.690) of a structure. */
export function der(value: Asn1): Buffer {
  return Buffer.from(asn1.toDer(value).getBytes(), 'latin1');
}

/** A structure from DER; null: the bytes are not DER, or more than one value. */
export function readDer(bytes: Uint8Array): Asn1 | null {
  try {
    // `decodeBitStrings`: what is in a bit string is left as it is, or writing it again would change it.
    const options = { strict: true, parseAllBytes: true, decodeBitStrings: false };
    const value = asn1.fromDer(latin(bytes), options as unknown as boolean);
    return der(value).equals(bytes) ? value : null;
  } catch {
    return null;
  }
}

/** How many bytes the value takes that begins at the first byte; null: that is no DER. */
export function derLength(bytes: Uint8Array): number | null {
  const first = bytes[1];
  if (first === undefined) return null;
  if (first < 0x80) return 2 + first;
  const count = first & 0x7f;
  if (count === 0 || count > 4 || bytes.length < 2 + count) return null;
  return 2 + count + Buffer.from(bytes.subarray(2, 2 + count)).readUIntBE(0, count);
}

const make = (type: forge.asn1.Type, constructed: boolean, value: string | Asn1[]): Asn1 =>
  asn1.create(Class.UNIVERSAL, type, constructed, value);

export const sequence = (...members: Asn1[]): Asn1 => make(Type.SEQUENCE, true, members);
/** A SET OF: its members in the order of their encodings. */
export const setOf = (...members: Asn1[]): Asn1 =>
  make(
    Type.SET,
    true,
    [...members].sort((a, b) => Buffer.compare(der(a), der(b))),
  );
export const integer = (value: number): Asn1 =>
  make(Type.INTEGER, false, asn1.integerToDer(value).getBytes());
/** An unsigned number of any size. */
export const bigInteger = (bytes: Uint8Array): Asn1 => {
  const padded = ((bytes[0] ?? 0) & 0x80) === 0 ? bytes : Buffer.concat([Buffer.of(0), bytes]);
  return make(Type.INTEGER, false, latin(padded));
};
export const octets = (bytes: Uint8Array): Asn1 => make(Type.OCTETSTRING, false, latin(bytes));
export const utf8 = (text: string): Asn1 => make(Type.UTF8, false, latin(Buffer.from(text)));
export const nothing = (): Asn1 => make(Type.NULL, false, '');
export const yes = (): Asn1 => make(Type.BOOLEAN, false, '\u00ff');
export const oid = (name: string): Asn1 => make(Type.OID, false, asn1.oidToDer(name).getBytes());
export const utcTime = (at: Date): Asn1 => make(Type.UTCTIME, false, asn1.dateToUtcTime(at));
/** A member with a context tag; `implicit` takes the tag of what it holds. */
export const tagged = (tag: number, members: Asn1[]): Asn1 =>
  asn1.create(Class.CONTEXT_SPECIFIC, tag, true, members);

/** An OID under 2.25, the arc of UUIDs (ITU-T X.667), which is free for everybody. */
export function uuidOid(uuid: string): Asn1 {
  let number = BigInt(`0x${uuid.replaceAll('-', '')}`);
  const digits: number[] = [];
  do {
    digits.unshift(Number(number & 0x7fn) | (digits.length === 0 ? 0 : 0x80));
    number >>= 7n;
  } while (number > 0n);
  return make(Type.OID, false, latin(Buffer.of(2 * 40 + 25, ...digits)));
}

/** Members of a constructed value; none of a plain one. */
export function members(value: Asn1 | undefined): Asn1[] {
  return Array.isArray(value?.value) ? value.value : [];
}

/** Content of a plain value. */
export function content(value: Asn1 | undefined): Buffer {
  return typeof value?.value === 'string' ? Buffer.from(value.value, 'latin1') : Buffer.alloc(0);
}

/** Whether a value stands under a context tag. */
export function isTagged(value: Asn1 | undefined, tag: number): boolean {
  if (value?.tagClass !== Class.CONTEXT_SPECIFIC) return false;
  const its: number = value.type;
  return its === tag;
}
export const sameOid = (value: Asn1 | undefined, name: Asn1): boolean =>
  value?.type === Type.OID && content(value).equals(content(name));

/** The time in a UTCTime or a GeneralizedTime; null: it is neither. */
export function timeIn(value: Asn1 | undefined): Date | null {
  if (value === undefined) return null;
  const text = content(value).toString('latin1');
  if (value.type === Type.UTCTIME) return asn1.utcTimeToDate(text);
  return value.type === Type.GENERALIZEDTIME ? asn1.generalizedTimeToDate(text) : null;
}
