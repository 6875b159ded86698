/**
 * Whether a regular expression could take exponential or high polynomial time in a backtracking
 * engine (ReDoS): a repetition inside a repeated group, alternatives in a repeated group that can
 * begin alike, or a back reference. Refuses some harmless ones; the message says what to change.
 */
export function regexDanger(source: string): string | null {
  if (/(?<!\\)(?:\\\\)*\\(?:[1-9]|k<)/.test(source))
    return 'a reference back to a group (\\1) can take for ever';
  const groups: { repeats: boolean; alternatives: boolean }[] = [];
  let closed: { repeats: boolean; alternatives: boolean } | null = null;
  let unbounded = 0;
  for (let i = 0; i < source.length; i++) {
    const char = source[i];
    if (char === '\\') {
      i++;
      closed = null;
    } else if (char === '[') {
      i = classEnd(source, i);
      closed = null;
    } else if (char === '(') {
      groups.push({ repeats: false, alternatives: false });
      closed = null;
    } else if (char === ')') {
      closed = groups.pop() ?? null;
      const outer = groups.at(-1);
      if (outer !== undefined && closed !== null) {
        outer.repeats ||= closed.repeats;
        outer.alternatives ||= closed.alternatives;
      }
    } else if (char === '|') {
      const group = groups.at(-1);
      if (group !== undefined) group.alternatives = true;
      closed = null;
    } else if (isUnbounded(source, i)) {
      if (closed?.repeats === true)
        return 'a repetition inside a repeated group, like (a+)+, can take for ever';
      if (closed?.alternatives === true && !singleCharacters(source, i)) {
        return 'alternatives inside a repeated group, like (a|ab)*, can take for ever';
      }
      for (const group of groups) group.repeats = true;
      unbounded++;
      closed = null;
    } else if (char !== '?') {
      closed = null;
    }
  }
  return unbounded > 8
    ? 'more than eight repetitions without an upper bound can take for ever'
    : null;
}

function classEnd(source: string, start: number): number {
  for (let i = start + 1; i < source.length; i++) {
    if (source[i] === '\\') i++;
    else if (source[i] === ']' && i > start + 1) return i;
  }
  return source.length;
}

function isUnbounded(source: string, at: number): boolean {
  const char = source[at];
  if (char === '*' || char === '+') return true;
  if (char !== '{') return false;
  const bounds = /^\{(\d+)(,(\d*))?\}/.exec(source.slice(at));
  if (bounds === null) return false;
  return bounds[2] !== undefined && (bounds[3] === '' || Number(bounds[3]) > 100);
}

/** The group that ends before `at` has only single, different characters as alternatives: (a|b)+ is safe. */
function singleCharacters(source: string, at: number): boolean {
  const group = /\((?:\?:)?([^()]*)\)$/.exec(source.slice(0, at));
  const choices = group?.[1]?.split('|') ?? [];
  return (
    choices.every((choice) => /^(\w|\\[.\-/ ])$/.test(choice)) &&
    new Set(choices).size === choices.length
  );
}
