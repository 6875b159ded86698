import type { CompiledFormat } from './record-reader.ts';
import type { FoundTable } from './table-shape.ts';

/** The table that the beginning of a source is, with its format; null when it is none. */
export function detectTable(
  sample: string,
  formats: readonly CompiledFormat[],
): (FoundTable & { readonly format: CompiledFormat }) | null {
  let best: (FoundTable & { readonly format: CompiledFormat }) | null = null;
  for (const format of formats) {
    const found = format.table?.recognise(sample) ?? null;
    if (found !== null && (best === null || found.evidence > best.evidence)) {
      best = { ...found, format };
    }
  }
  return best;
}
