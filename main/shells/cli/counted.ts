/** A number with its noun, as a person reads it: `1 entry`, `4,000 entries`. */
export function counted(count: number, one: string, several: string): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : several}`;
}
