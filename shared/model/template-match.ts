import type { TemplatePattern } from './template-rule.ts';

/** A message's first line as skeletons see it: runs of spaces and control characters as one blank, none at the ends. */
export function plainFirstLine(message: string): string {
  const end = message.indexOf('\n');
  return (end < 0 ? message : message.slice(0, end)).replace(BLANKS, ' ').trim();
}

// oxlint-disable-next-line no-control-regex -- control characters count as spaces in skeletons
const BLANKS = /[\u0000- ]+/g;

/**
 * What stands in a line where a pattern is open, in order; null when the line is built otherwise. Each open place takes
 * as little as its neighbours allow, the last one the rest.
 */
export function matchPattern(pattern: TemplatePattern, line: string): string[] | null {
  const values: string[] = [];
  let at = 0;
  let open = false;
  for (const [index, text] of pattern.entries()) {
    if (text === null) {
      open = true;
      continue;
    }
    const last = index === pattern.length - 1;
    const found = last && open ? line.length - text.length : line.indexOf(text, at);
    if (found < at || !line.startsWith(text, found) || (!open && found !== at)) return null;
    if (open) values.push(line.slice(at, found));
    open = false;
    at = found + text.length;
  }
  if (open) values.push(line.slice(at));
  else if (at !== line.length) return null;
  return values;
}
