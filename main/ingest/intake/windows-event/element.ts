/** An element of an event's XML, whether it was written as text or in binary. */
export interface Element {
  readonly name: string;
  readonly attributes: readonly (readonly [name: string, value: string])[];
  /** Elements and runs of text in their order. */
  readonly children: readonly (Element | string)[];
}

/** Name without its namespace prefix. */
export function localName(element: Element): string {
  return element.name.slice(element.name.indexOf(':') + 1);
}

export function elementsOf(element: Element | undefined): Element[] {
  return (element?.children ?? []).filter((child) => typeof child !== 'string');
}

/** The first child of that local name. */
export function childOf(element: Element | undefined, name: string): Element | undefined {
  return elementsOf(element).find((child) => localName(child) === name);
}

/** All text inside. */
export function textOf(element: Element | undefined): string {
  if (element === undefined) return '';
  let text = '';
  for (const child of element.children) text += typeof child === 'string' ? child : textOf(child);
  return text;
}

export function attributeOf(element: Element | undefined, name: string): string {
  return element?.attributes.find(([key]) => key === name)?.[1] ?? '';
}
