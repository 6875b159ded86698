import { requestTitle } from './request-title.ts';
import type { TemplatePattern } from './template-rule.ts';

/** What the log store knows of all records with one skeleton. */
export interface SkeletonStats {
  readonly id: number;
  /** Shape of the first line, each masked token one U+0000; after a line feed, the signature of a stack trace. */
  readonly text: string;
  /** What stood in each mask of the first line in every record, null where it varied; absent: that is not known. */
  readonly slots?: readonly (string | null)[];
  readonly count: number;
  readonly levels: readonly number[];
  /** Microseconds UTC of the first and last record that has a time. */
  readonly firstUs: number | null;
  readonly lastUs: number | null;
  /** Counts in equal slices of the case's time range; as many in every row. */
  readonly trend: readonly number[];
  /** Records by source id. */
  readonly sources: ReadonlyMap<number, number>;
  /** The same for its records of level error and fatal alone; absent when it has none, or no others. */
  readonly grave?: Omit<SkeletonStats, 'id' | 'text' | 'slots' | 'grave'>;
}

/**
 * A piece of a template: text that all its skeletons share, or the place of the slot with that number. `always`: what has stood in
 * it in all records, so many that it is shown as text; the template is the same when other records have something else there.
 */
export type TemplatePart =
  | { readonly const: string }
  | { readonly slot: number; readonly always?: string };

/** A mined pattern: a group of skeletons. */
export interface Template {
  /** Smallest id of its skeletons, so that it stays when later ones join. */
  readonly id: number;
  /** The parts joined, each slot as `<*>` or what is always in it. No name of the template: it may become more open. */
  readonly text: string;
  readonly parts: readonly TemplatePart[];
  readonly count: number;
  readonly levels: readonly number[];
  readonly firstUs: number | null;
  readonly lastUs: number | null;
  readonly trend: readonly number[];
  /** Ids, rising. */
  readonly skeletons: readonly number[];
  readonly sources: ReadonlyMap<number, number>;
  /** What the analyst calls it; null: nothing. */
  readonly name: string | null;
  /** Keys of the rules by hand that made it what it is. */
  readonly rules: readonly string[];
}

/** Templates that are counted over time at once, at most. */
export const MOST_OVER_TIME = 40;

/** What a template is called wherever it is named. */
export function templateTitle({ name, text }: Pick<Template, 'name' | 'text'>): string {
  return name ?? requestTitle(text) ?? text;
}

/** Why some skeletons are one template. */
export interface TemplateExplanation {
  /** Sentences for a person. */
  readonly because: readonly string[];
  /** The different first lines, commonest first. */
  readonly lines: readonly {
    readonly skeletonId: number;
    /** What varies as `<*>`. */
    readonly text: string;
    readonly pattern: TemplatePattern;
    readonly count: number;
    /** What stands in each slot of the template, what varies as `<*>`; null: the line is built otherwise. */
    readonly values: readonly string[] | null;
  }[];
  readonly slots: readonly {
    /** Words of the skeletons that stand in it, commonest first; what varies within a skeleton is none of them. */
    readonly words: readonly { readonly word: string; readonly count: number }[];
    /** Records in which the skeleton itself leaves it open: a number, an id, an address. */
    readonly open: number;
  }[];
}
