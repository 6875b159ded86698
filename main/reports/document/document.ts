/** A piece of a line. `cite`: the number of a cited record. */
export type Inline =
  | { readonly text: string }
  | { readonly strong: string }
  | { readonly dim: string }
  | { readonly mono: string }
  | { readonly cite: number };

/** Lines of a cell or a paragraph; a cell may hold several paragraphs. */
export type Line = readonly Inline[];

export interface Column {
  readonly title: string;
  /** Share of the width. */
  readonly share: number;
  readonly align?: 'end';
}

export interface Row {
  readonly cells: readonly (readonly Line[])[];
  /** Place that citations lead to. */
  readonly id?: string;
}

/** `number`: its number in an ordered list; null: a bullet. */
export interface ListItem {
  readonly line: Line;
  readonly number: number | null;
  readonly inner: readonly ListItem[];
}

export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2; readonly id: string; readonly text: string }
  /** `clings`: it does not open a page without the block before it; `leads`: under a heading, it does not end one either. */
  | {
      readonly kind: 'paragraph';
      readonly line: Line;
      readonly clings?: true;
      readonly leads?: true;
    }
  | { readonly kind: 'list'; readonly items: readonly ListItem[] }
  /** The end of a letter: room to sign by hand, and who signs. */
  | { readonly kind: 'signature'; readonly closing: string; readonly lines: readonly string[] }
  | { readonly kind: 'notice'; readonly tone: 'info' | 'warning'; readonly line: Line }
  | {
      readonly kind: 'table';
      readonly id: string;
      /** What it shows; read out, and the name of its file when it leaves as CSV. */
      readonly caption: string;
      /** `form`: label and value side by side, without a head. */
      readonly style: 'list' | 'form';
      readonly columns: readonly Column[];
      readonly rows: readonly Row[];
    }
  | {
      readonly kind: 'chart';
      readonly id: string;
      readonly title: string;
      /** What it shows, for who does not see it. */
      readonly alt: string;
      readonly svg: string;
      readonly width: number;
      readonly height: number;
    };

/** Who writes when to whom. */
export interface LetterHead {
  readonly sender: string;
  readonly date: string;
  /** A line each. */
  readonly addressee: readonly string[];
  readonly reference: string;
}

/** A report as it is read, before it becomes pages, a web page, or a text. */
export interface ReportDocument {
  readonly language: string;
  readonly title: string;
  /** What stands over the title of a letter; null: it is none. */
  readonly letterHead: LetterHead | null;
  /** How closely it is to be kept, on every page; empty: not said. */
  readonly marking: string;
  /** Above the title: which framework and law. */
  readonly over: string;
  readonly subtitle: string;
  /** A page of its own, or a head over the text. */
  readonly cover: 'page' | 'head';
  readonly facts: readonly { readonly label: string; readonly value: Line }[];
  /** At the foot of every page: what ties it to its case. */
  readonly foot: string;
  readonly draft: boolean;
  /** UTC: up to when the report speaks; the time that files carry. */
  readonly at: string;
  readonly blocks: readonly Block[];
}

/** Place of a cited record. */
export const recordId = (number: number): string => `record-${number}`;

/** The text of a line without its marks. */
export function plainText(line: Line): string {
  return line
    .map((piece) => {
      if ('text' in piece) return piece.text;
      if ('strong' in piece) return piece.strong;
      if ('dim' in piece) return piece.dim;
      return 'mono' in piece ? piece.mono : `[${piece.cite}]`;
    })
    .join('');
}
