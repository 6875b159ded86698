import type { PersonalSpan, Pseudonym } from '#shared/model/personal-data.ts';
import type { Fields, FieldValue } from '#shared/model/record.ts';

/** What a search thread is given to find what is personal, and to mask it on its way out; the log store knows of neither. */
export interface TextPrivacy {
  find(text: string): readonly PersonalSpan[];
  mask(text: string): string;
  /** Whether a field's name tells that its value is personal. */
  tellsOfPerson(name: string): boolean;
  /** What is personal in the text of a record, of which its fields may tell. */
  findRecord(text: string, fields: Fields): readonly PersonalSpan[];
  /** The text of a record masked so. */
  maskRecord(text: string, fields: Fields): string;
  /** The value of a field, of which its name may tell. */
  maskField(name: string, value: FieldValue): FieldValue;
  /** Pseudonyms that were made since this was last asked. */
  taken(): readonly Pseudonym[];
}
