import { crc32 } from 'node:zlib';

/** What one event of the made log says. Its time is in ticks of 100 ns since 1601. */
export interface MadeEvent {
  readonly id: number;
  readonly level: number;
  readonly ticks: bigint;
  readonly user: string;
}

const CHUNK = 65_536;
const RECORDS_AT = 512;

/** Writes binary XML into a chunk, names inline where they first occur. */
class Writer {
  readonly chunk: Buffer;
  at: number;
  private readonly names = new Map<string, number>();

  constructor(chunk: Buffer) {
    this.chunk = chunk;
    this.at = RECORDS_AT;
  }

  u8(value: number): void {
    this.at = this.chunk.writeUInt8(value, this.at);
  }

  u16(value: number): void {
    this.at = this.chunk.writeUInt16LE(value, this.at);
  }

  u32(value: number): void {
    this.at = this.chunk.writeUInt32LE(value, this.at);
  }

  u64(value: bigint): void {
    this.at = this.chunk.writeBigUInt64LE(value, this.at);
  }

  wide(text: string): void {
    this.at += this.chunk.write(text, this.at, 'utf16le');
  }

  name(text: string): void {
    const known = this.names.get(text);
    this.u32(known ?? this.at + 4);
    if (known !== undefined) return;
    this.names.set(text, this.at);
    this.u32(0);
    this.u16(0);
    this.u16(text.length);
    this.wide(text);
    this.u16(0);
  }

  text(value: string): void {
    this.u8(0x05);
    this.u8(0x01);
    this.u16(value.length);
    this.wide(value);
  }

  slot(index: number, type: number): void {
    this.u8(0x0e);
    this.u16(index);
    this.u8(type);
  }

  element(
    name: string,
    attributes: Record<string, () => void>,
    content: (() => void) | null,
  ): void {
    const entries = Object.entries(attributes);
    this.u8(entries.length > 0 ? 0x41 : 0x01);
    this.u16(0xffff);
    this.u32(0);
    this.name(name);
    if (entries.length > 0) this.u32(0);
    entries.forEach(([key, value], index) => {
      this.u8(index < entries.length - 1 ? 0x46 : 0x06);
      this.name(key);
      value();
    });
    if (content === null) {
      this.u8(0x03);
      return;
    }
    this.u8(0x02);
    content();
    this.u8(0x04);
  }

  fragment(): void {
    this.u8(0x0f);
    this.u8(1);
    this.u8(1);
    this.u8(0);
  }
}

/** A chunk with these events under one template. */
export function madeChunk(events: readonly MadeEvent[], firstId = 1): Buffer {
  const chunk = Buffer.alloc(CHUNK);
  const writer = new Writer(chunk);
  let template = 0;
  events.forEach((event, index) => {
    const start = writer.at;
    writer.u32(0x2a2a);
    writer.u32(0);
    writer.u64(BigInt(firstId + index));
    writer.u64(event.ticks);
    writer.fragment();
    writer.u8(0x0c);
    writer.u8(1);
    writer.u32(77);
    if (template === 0) {
      template = writer.at + 4;
      writer.u32(template);
      writeTemplate(writer);
    } else {
      writer.u32(template);
    }
    writeValues(writer, event, firstId + index);
    writer.u8(0);
    const size = writer.at + 4 - start;
    writer.u32(size);
    chunk.writeUInt32LE(size, start + 4);
  });
  finishChunk(chunk, writer.at, firstId, events.length);
  return chunk;
}

function writeTemplate(writer: Writer): void {
  const start = writer.at;
  writer.u32(0);
  writer.at += 16;
  writer.u32(0);
  const body = writer.at;
  writer.fragment();
  writer.element('Event', {}, () => {
    writer.element('System', {}, () => {
      writer.element('Provider', { Name: () => writer.text('Made-Provider') }, null);
      writer.element('EventID', {}, () => writer.slot(0, 0x06));
      writer.element('Level', {}, () => writer.slot(1, 0x04));
      writer.element('TimeCreated', { SystemTime: () => writer.slot(2, 0x11) }, null);
      writer.element('EventRecordID', {}, () => writer.slot(3, 0x0a));
      writer.element('Channel', {}, () => writer.text('Made'));
      writer.element('Computer', {}, () => writer.text('pc7'));
    });
    writer.element('EventData', {}, () => {
      writer.element('Data', { Name: () => writer.text('User') }, () => writer.slot(4, 0x01));
      writer.element('Data', { Name: () => writer.text('Sid') }, () => writer.slot(5, 0x13));
      writer.element('Data', { Name: () => writer.text('Guid') }, () => writer.slot(6, 0x0f));
      writer.element('Data', { Name: () => writer.text('Flags') }, () => writer.slot(7, 0x15));
      writer.element('Data', { Name: () => writer.text('List') }, () => writer.slot(8, 0x81));
    });
  });
  writer.u8(0);
  writer.chunk.writeUInt32LE(writer.at - body, start + 20);
}

function writeValues(writer: Writer, event: MadeEvent, recordId: number): void {
  const sid = Buffer.from('01020000000000052000000020020000', 'hex');
  const values: [type: number, bytes: Buffer][] = [
    [0x06, u16(event.id)],
    [0x04, Buffer.from([event.level])],
    [0x11, u64(event.ticks)],
    [0x0a, u64(BigInt(recordId))],
    [0x01, Buffer.from(event.user, 'utf16le')],
    [0x13, sid],
    [0x0f, Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex')],
    [0x15, u64(0x8010_0000_0000_0000n)],
    [0x81, Buffer.from('one\0two\0', 'utf16le')],
  ];
  writer.u32(values.length);
  for (const [type, bytes] of values) {
    writer.u16(bytes.length);
    writer.u8(bytes.length === 0 ? 0 : type);
    writer.u8(0);
  }
  for (const [, bytes] of values) writer.at += bytes.copy(writer.chunk, writer.at);
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function u64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
}

function finishChunk(chunk: Buffer, free: number, firstId: number, count: number): void {
  chunk.write('ElfChnk\0', 'latin1');
  chunk.writeBigUInt64LE(BigInt(firstId), 8);
  chunk.writeBigUInt64LE(BigInt(firstId + count - 1), 16);
  chunk.writeBigUInt64LE(BigInt(firstId), 24);
  chunk.writeBigUInt64LE(BigInt(firstId + count - 1), 32);
  chunk.writeUInt32LE(128, 40);
  chunk.writeUInt32LE(free, 48);
  chunk.writeUInt32LE(crc32(chunk.subarray(RECORDS_AT, free)), 52);
  chunk.writeUInt32LE(crc32(chunk.subarray(128, RECORDS_AT), crc32(chunk.subarray(0, 120))), 124);
}

/** A log of these chunks. `isOpen`: as Windows leaves it while it writes. */
export function madeLog(chunks: readonly Buffer[], isOpen = false): Buffer {
  const header = Buffer.alloc(4096);
  header.write('ElfFile\0', 'latin1');
  header.writeUInt32LE(128, 32);
  header.writeUInt16LE(1, 36);
  header.writeUInt16LE(3, 38);
  header.writeUInt16LE(4096, 40);
  header.writeUInt16LE(chunks.length, 42);
  header.writeUInt32LE(isOpen ? 1 : 0, 120);
  header.writeUInt32LE(crc32(header.subarray(0, 120)), 124);
  return Buffer.concat([header, ...chunks]);
}
