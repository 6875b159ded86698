/**
 * Makes of something that is told often something that is told at most once in so many milliseconds a name: at once the first
 * time, and what came meanwhile together afterwards. The last is never left out.
 */
export function tellTogether(tell: (name: string) => void, ms: number): (name: string) => void {
  const pausing = new Map<string, { more: boolean }>();
  return function together(name) {
    const pause = pausing.get(name);
    if (pause !== undefined) {
      pause.more = true;
      return;
    }
    tell(name);
    const begun = { more: false };
    pausing.set(name, begun);
    const over = (): void => {
      pausing.delete(name);
      if (begun.more) together(name);
    };
    setTimeout(over, ms).unref();
  };
}
