/** A value as the query wrote it, escapes resolved. */
export type Value =
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'phrase'; readonly text: string }
  /** Literal parts and the wildcards between them, as written. */
  | { readonly kind: 'wildcard'; readonly parts: readonly WildcardPart[] }
  /** `flags`: of `i`, `m`, `s`, in this order. The source has `/` without a backslash. */
  | { readonly kind: 'regex'; readonly source: string; readonly flags: string }
  /** Null ends are open. */
  | {
      readonly kind: 'range';
      readonly from: string | null;
      readonly to: string | null;
      readonly fromIncluded: boolean;
      readonly toIncluded: boolean;
    }
  /** There, and not empty. */
  | { readonly kind: 'exists' }
  /** There, if only empty. */
  | { readonly kind: 'present' }
  /** What another field of the same record holds, with more before or after it where that is said. */
  | {
      readonly kind: 'field';
      readonly name: string;
      readonly before: boolean;
      readonly after: boolean;
    };

export type WildcardPart = { readonly literal: string } | { readonly wild: '*' | '?' };

/** Where a node stands in the query's text. */
interface Span {
  readonly start: number;
  readonly end: number;
}

export type Term = Span & {
  readonly type: 'term';
  /** Null: the message; `*`: the message or any field, anywhere in it. */
  readonly field: string | null;
  readonly value: Value;
};
export type Not = Span & { readonly type: 'not'; readonly child: Node };
export type Group = Span & { readonly type: 'and' | 'or'; readonly children: readonly Node[] };
export type Node = Term | Not | Group;

/** A query that was understood. Without a root it matches every record. */
export interface Query {
  readonly text: string;
  readonly root: Node | null;
}

/** What is wrong with a query, for a person who is typing it. */
export interface QueryError {
  readonly message: string;
  readonly position: number;
  readonly length: number;
  readonly expected: readonly string[];
  readonly example: string;
}

/** All terms of a query; `negated` ones stand under a NOT. */
export function* termsOf(
  node: Node | null,
  negated = false,
): Generator<{ term: Term; negated: boolean }> {
  if (node === null) return;
  if (node.type === 'term') yield { term: node, negated };
  else if (node.type === 'not') yield* termsOf(node.child, !negated);
  else for (const child of node.children) yield* termsOf(child, negated);
}
