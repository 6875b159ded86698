import type { Element } from './windows-event/element.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
};

/** Deeper than any event. */
const DEEPEST = 64;

/** Where it stands, or nowhere: a tag that is not well formed ends the reading, which keeps it linear. */
const TAG = /<(\/?)([^\s/>!?"'=<]+)((?:[^"'<>]|"[^"<]*"|'[^'<]*')*?)(\/?)>/y;
const SPECIAL: readonly { readonly start: string; readonly end: string }[] = [
  { start: '<![CDATA[', end: ']]>' },
  { start: '<!--', end: '-->' },
  { start: '<?', end: '?>' },
];
const ATTRIBUTE = /([^\s=/]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

interface OpenElement extends Element {
  readonly attributes: [string, string][];
  readonly children: (Element | string)[];
}

/** The element that a text is; null when it is none, or is not well formed. */
export function xmlElement(text: string): Element | null {
  const root: OpenElement = { name: '', attributes: [], children: [] };
  const stack = [root];
  let at = 0;
  for (let start = text.indexOf('<'); start >= 0; start = text.indexOf('<', at)) {
    const parent = stack.at(-1) ?? root;
    if (start > at) parent.children.push(unescaped(text.slice(at, start)));
    const special = SPECIAL.find((kind) => text.startsWith(kind.start, start));
    if (special === undefined) at = takeTag(text, start, stack);
    else at = takeSpecial(text, start, special, parent);
    if (at < 0) return null;
  }
  const found = root.children.find((child) => typeof child !== 'string');
  return stack.length === 1 && found !== undefined ? found : null;
}

/** Takes a CDATA section, comment or instruction, and gives where it ends; -1: nowhere. */
function takeSpecial(
  text: string,
  start: number,
  kind: (typeof SPECIAL)[number],
  parent: OpenElement,
): number {
  const from = start + kind.start.length;
  const end = text.indexOf(kind.end, from);
  if (end < 0) return -1;
  if (kind === SPECIAL[0]) parent.children.push(text.slice(from, end));
  return end + kind.end.length;
}

/** Opens or closes an element, and gives where the tag ends; -1: it is not well formed. */
function takeTag(text: string, start: number, stack: OpenElement[]): number {
  TAG.lastIndex = start;
  const tag = TAG.exec(text);
  if (tag === null) return -1;
  const [, closing, name = '', attributes = '', empty] = tag;
  if (closing === '/') {
    const open = stack.pop();
    return open?.name === name && stack.length > 0 ? TAG.lastIndex : -1;
  }
  const element: OpenElement = { name, attributes: attributesOf(attributes), children: [] };
  stack.at(-1)?.children.push(element);
  if (empty === '/') return TAG.lastIndex;
  stack.push(element);
  return stack.length > DEEPEST ? -1 : TAG.lastIndex;
}

function attributesOf(text: string): [string, string][] {
  return [...text.matchAll(ATTRIBUTE)].map(([, name = '', double, single]) => [
    name,
    unescaped(double ?? single ?? ''),
  ]);
}

function unescaped(text: string): string {
  if (!text.includes('&')) return text;
  return text.replaceAll(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w{1,8}));/gi,
    (whole, decimal, hex, name) => {
      if (name !== undefined) return ENTITIES[name] ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
