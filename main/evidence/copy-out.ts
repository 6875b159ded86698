import type { OpenCase } from '../open-case.ts';

/** What is copied, and of what. */
export interface CopiedOut {
  readonly records: number;
  /** Sources that the text is of; null: not known, so of all. */
  readonly sourceIds: readonly number[] | null;
  readonly masked: boolean;
}

/**
 * Gives a text as it may go to the clipboard, and notes that it left. Throws LABEL_REFUSES, LABEL_NEEDS_MASKING; then
 * nothing is noted.
 */
export async function copyOut(
  open: OpenCase,
  text: string,
  { records, sourceIds, masked }: CopiedOut,
): Promise<string> {
  await open.mayLeave('clipboard', sourceIds, { masked, override: null });
  const copied = masked ? await open.masking.mask(text) : text;
  const sources = open.sources().filter(({ id }) => sourceIds?.includes(id) ?? false);
  const facts = {
    what: 'copy',
    file: null,
    sha256: null,
    records,
    bytes: Buffer.byteLength(copied),
    sources: sources.map(({ key }) => key),
    note: masked ? '[masked]' : '',
  } as const;
  await open.noteCustody({ kind: 'custody.left', facts });
  return copied;
}
