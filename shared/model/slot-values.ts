/** Between the slots of a skeleton where their values are kept as one text. No slot goes over the end of a line. */
export const SLOTS_END = '\n';
/** In place of a value: the slot had more than one, or one too long to keep. */
export const SLOT_VARIES = '';

/**
 * What is known of a skeleton's slots by two that each read some of its records, as one text: a slot is constant where both say
 * the same of it. Any order of merging gives the same.
 */
export function mergedSlotValues(one: string, other: string): string {
  if (one === other) return one;
  const others = other.split(SLOTS_END);
  return one
    .split(SLOTS_END)
    .map((value, slot) => (value === others[slot] ? value : SLOT_VARIES))
    .join(SLOTS_END);
}

/** The value that each slot had in all records, null where there was more than one. */
export const slotValuesOf = (text: string): (string | null)[] =>
  text.split(SLOTS_END).map((value) => (value === SLOT_VARIES ? null : value));
