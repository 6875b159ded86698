import type { Template } from '#shared/model/template.ts';

/** A message's first line as skeletons see it: runs of spaces and control characters as one blank, none at the ends. */
function plainFirstLine(message: string): string {
  const end = message.indexOf('\n');
  return (end < 0 ? message : message.slice(0, end)).replace(BLANKS, ' ').trim();
}

// oxlint-disable-next-line no-control-regex -- control characters count as spaces in skeletons
const BLANKS = /[\u0000- ]+/g;

/**
 * What stands in each slot of a template in one of its messages, in the order of the slots; null when
 * the message is none of this template. Each slot takes as little as its neighbours allow, the last one the rest.
 */
export function matchSlots(template: Pick<Template, 'parts'>, message: string): string[] | null {
  const line = plainFirstLine(message);
  const values: string[] = [];
  let at = 0;
  let open = false;
  for (const [index, part] of template.parts.entries()) {
    if ('slot' in part) {
      open = true;
      continue;
    }
    const last = index === template.parts.length - 1;
    const found = last && open ? line.length - part.const.length : line.indexOf(part.const, at);
    if (found < at || !line.startsWith(part.const, found) || (!open && found !== at)) return null;
    if (open) values.push(line.slice(at, found));
    open = false;
    at = found + part.const.length;
  }
  if (open) values.push(line.slice(at));
  else if (at !== line.length) return null;
  return values;
}
