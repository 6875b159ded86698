const ESCAPE = String.fromCharCode(27);

/** A terminal's colour sequence (ECMA-48 SGR), as regular expression source. */
export const COLOUR = `${ESCAPE}\\[[\\d;]{0,20}m`;

const ALL = new RegExp(COLOUR, 'g');

/** Text without the colours of the terminal it was written for. Only for looking: what is stored keeps them. */
export function withoutColour(text: string): string {
  return text.includes(ESCAPE) ? text.replaceAll(ALL, '') : text;
}
