import type { Fields } from '#shared/model/record.ts';
import type { TextPrivacy } from '../text-privacy.ts';
import type { ExportedRecord, WriteRecord } from './exported-record.ts';

/** Writes records with everything in them masked that can hold text. */
export function maskedWriter(write: WriteRecord, masking: TextPrivacy): WriteRecord {
  const masked = new MaskedRecord(masking);
  return (record) => write(masked.of(record));
}

/** A record as it leaves masked; reused from record to record. */
class MaskedRecord implements ExportedRecord {
  private readonly masking: TextPrivacy;
  private readonly sources = new Map<string, string>();
  private record: ExportedRecord | null = null;

  constructor(masking: TextPrivacy) {
    this.masking = masking;
  }

  of(record: ExportedRecord): this {
    this.record = record;
    return this;
  }

  get source(): string {
    const { source } = this.plain;
    let masked = this.sources.get(source);
    if (masked === undefined) this.sources.set(source, (masked = this.masking.mask(source)));
    return masked;
  }

  get line(): number {
    return this.plain.line;
  }

  get time(): ExportedRecord['time'] {
    return this.plain.time;
  }

  get placeUs(): number | null {
    return this.plain.placeUs;
  }

  get level(): string {
    return this.plain.level;
  }

  get template(): string {
    return this.masking.mask(this.plain.template);
  }

  message(): string {
    return this.masking.maskRecord(this.plain.message(), this.plain.fields());
  }

  fields(): Fields {
    return Object.fromEntries(
      Object.entries(this.plain.fields()).map(([name, value]) => [
        this.masking.mask(name),
        this.masking.maskField(name, value),
      ]),
    );
  }

  text(): string {
    return this.masking.maskRecord(this.plain.text(), this.plain.fields());
  }

  private get plain(): ExportedRecord {
    if (this.record === null) throw new Error('there is no record');
    return this.record;
  }
}
