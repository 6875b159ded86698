/** The last of a list in which a condition holds for a beginning and for nothing after it. */
export function lastWhere<T>(list: readonly T[], holds: (item: T) => boolean): T | null {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = list[middle];
    if (item !== undefined && holds(item)) low = middle + 1;
    else high = middle;
  }
  return list[low - 1] ?? null;
}
