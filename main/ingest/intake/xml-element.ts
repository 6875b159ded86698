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

const TAG =
  /<(?:!\[CDATA\[([\s\S]*?)\]\]>|!--[\s\S]*?-->|\?[\s\S]*?\?>|(\/?)([^\s/>!?"'=]+)((?:[^"'>]|"[^"]*"|'[^']*')*?)(\/?)>)/g;
const ATTRIBUTE = /([^\s=/]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

interface OpenElement extends Element {
  readonly attributes: [string, string][];
  readonly children: (Element | string)[];
}

/** The element that a text is; null when it is none, or is not closed as it was opened. */
export function xmlElement(text: string): Element | null {
  const root: OpenElement = { name: '', attributes: [], children: [] };
  const stack = [root];
  let at = 0;
  TAG.lastIndex = 0;
  for (let tag = TAG.exec(text); tag !== null; tag = TAG.exec(text)) {
    const parent = stack.at(-1) ?? root;
    if (tag.index > at) parent.children.push(unescaped(text.slice(at, tag.index)));
    at = TAG.lastIndex;
    const [, data, closing, name, attributes = '', empty] = tag;
    if (data !== undefined) parent.children.push(data);
    if (name === undefined) continue;
    if (closing === '/') {
      if (parent.name !== name || stack.length === 1) return null;
      stack.pop();
      continue;
    }
    const element: OpenElement = { name, attributes: attributesOf(attributes), children: [] };
    parent.children.push(element);
    if (empty === '/') continue;
    if (stack.length > DEEPEST) return null;
    stack.push(element);
  }
  const found = root.children.find((child) => typeof child !== 'string');
  return stack.length === 1 && found !== undefined ? found : null;
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
