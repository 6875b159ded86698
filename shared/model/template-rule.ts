import { z } from 'zod';

/** The constant texts of a template or of a skeleton's first line, null wherever something varies. */
const pattern = z.array(z.string().max(20_000).nullable()).min(1).max(2000);

/** What an analyst set right about templates, in words that mean the same in another copy and in another case. */
export const templateRule = z.discriminatedUnion('kind', [
  /** These are one. */
  z.strictObject({ kind: z.literal('merge'), patterns: z.array(pattern).min(2).max(500) }),
  /** These skeletons are one of their own. */
  z.strictObject({ kind: z.literal('apart'), lines: z.array(pattern).min(1).max(5000) }),
  /** What stands in a slot is constant: each value is a template of its own; null: every one of them. */
  z.strictObject({
    kind: z.literal('pin'),
    pattern,
    slot: z.number().int().nonnegative(),
    values: z.array(z.string().max(20_000)).min(1).max(1000).nullable(),
  }),
  z.strictObject({ kind: z.literal('rename'), pattern, name: z.string().min(1).max(500) }),
]);

export type TemplateRule = z.output<typeof templateRule>;
export type TemplatePattern = z.output<typeof pattern>;

/** A rule with its key, which is the same wherever the same was set right. */
export interface KeyedTemplateRule {
  readonly key: string;
  readonly rule: TemplateRule;
}
