/** A source that is read. A new one has its number in the case when the step is committed that takes it in. */
export interface SourceNumber {
  id: number | null;
}

/** The number of a source whose steps are committed. */
export function numberOf(source: SourceNumber): number {
  if (source.id === null) throw new Error('this source is not in the case yet');
  return source.id;
}
