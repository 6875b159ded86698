import type { PersonalSpan, Pseudonym } from '#shared/model/personal-data.ts';
import type { FieldValue } from '#shared/model/record.ts';

/** What a search thread is given to find what is personal, and to mask it on its way out; the log store knows of neither. */
export interface TextPrivacy {
  find(text: string): readonly PersonalSpan[];
  mask(text: string): string;
  /** The value of a field, of which its name may tell. */
  maskField(name: string, value: FieldValue): FieldValue;
  /** Pseudonyms that were made since this was last asked. */
  taken(): readonly Pseudonym[];
}
