/** CRC-32 as bzip2 has it: the polynomial of gzip, but with the highest bit first. */
const TABLE = new Uint32Array(256);
for (let byte = 0; byte < 256; byte++) {
  let value = byte << 24;
  for (let bit = 0; bit < 8; bit++) value = (value << 1) ^ (value < 0 ? 0x04c11db7 : 0);
  TABLE[byte] = value >>> 0;
}

/** The sum after `bytes`, where `crc` is that before them; -1 begins, and the complement ends. */
export function bzip2Crc(bytes: Uint8Array, crc: number): number {
  let sum = crc;
  for (let i = 0; i < bytes.length; i++) {
    sum = (sum << 8) ^ (TABLE[(sum >>> 24) ^ (bytes[i] ?? 0)] ?? 0);
  }
  return sum;
}
