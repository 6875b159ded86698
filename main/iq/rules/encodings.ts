/** Bytes of a text in UTF-16, with the mark of its order where `mark` is set. */
export function utf16(text: string, order: 'le' | 'be', mark: boolean): Buffer {
  const bytes = Buffer.from(mark ? `\ufeff${text}` : text, 'utf16le');
  return order === 'be' ? bytes.swap16() : bytes;
}

/** First characters of an encoding that depend on what stands before a text, by how far it is shifted. */
const FROM = [0, 2, 3] as const;
/** Last ones that depend on what stands behind it, by how many bytes are over. */
const UP_TO = [0, 3, 2] as const;

/** The parts of Base64 (RFC 4648) that a text leaves in it at each of the three places it can stand. */
export function base64Offsets(bytes: Buffer): string[] {
  return FROM.map((from, shift) => {
    const encoded = Buffer.concat([Buffer.alloc(shift, ' '), bytes]).toString('base64');
    const cut = UP_TO[(bytes.length + shift) % 3] ?? 0;
    return encoded.slice(from, encoded.length - cut);
  });
}
