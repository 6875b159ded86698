import type { Pseudonym } from '#shared/model/personal-data.ts';
import type { FieldValue } from '#shared/model/record.ts';

/** What a search thread is given to mask records with on their way out; the log store knows nothing of what is personal. */
export interface TextMasking {
  mask(text: string): string;
  /** The value of a field, of which its name may tell. */
  maskField(name: string, value: FieldValue): FieldValue;
  /** Pseudonyms that were made since this was last asked. */
  taken(): readonly Pseudonym[];
}
