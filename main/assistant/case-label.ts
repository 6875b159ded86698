import { z } from 'zod';
import { LABELS, type Label } from '#shared/model/provider.ts';
import type { OpenCase } from '../open-case.ts';

/** A case that nobody labelled. */
const UNLABELLED: Label = 'internal';
const labelled = z.object({ label: z.enum(LABELS) });

/** How carefully a case is to be handled: its own label, or that of the most careful of its sources. */
export async function caseLabel(open: OpenCase): Promise<Label> {
  const all: readonly unknown[] = [await open.caseValues(), ...open.sources()];
  const labels = all.flatMap((one) => {
    const read = labelled.safeParse(one);
    return read.success ? [read.data.label] : [];
  });
  return labels.reduce<Label>(
    (most, next) => (LABELS.indexOf(next) > LABELS.indexOf(most) ? next : most),
    labels[0] ?? UNLABELLED,
  );
}
