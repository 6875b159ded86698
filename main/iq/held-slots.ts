import { MASK } from '#shared/model/skeleton-text.ts';
import { matchPattern } from '#shared/model/template-match.ts';
import type { Template } from '#shared/model/template.ts';
import type { KeyedTemplateRule, TemplatePattern } from '#shared/model/template-rule.ts';
import type { HeldSlot } from '../ingest/index.ts';
import { patternOf } from './match-slots.ts';

/** The slots that rules pin with values of their own: reading keeps these values in the skeletons. */
export function heldSlots(rules: readonly KeyedTemplateRule[]): HeldSlot[] {
  return rules.flatMap(({ rule }) => {
    if (rule.kind !== 'pin' || rule.values === null) return [];
    const { pattern, slot, values } = rule;
    return [{ pattern, slot, values }];
  });
}

/** The sources that have records in which some slots would be held. */
export function sourcesHeld(
  templates: readonly Template[],
  slots: readonly HeldSlot[],
): ReadonlySet<number> {
  const meant = templates.filter((template) => {
    const own = patternOf(template);
    return slots.some(({ pattern }) => isCaseOf(own, pattern) || isCaseOf(pattern, own));
  });
  return new Set(meant.flatMap(({ sources }) => [...sources.keys()]));
}

const lineOf = (pattern: TemplatePattern): string => pattern.map((part) => part ?? MASK).join('');

function isCaseOf(one: TemplatePattern, other: TemplatePattern): boolean {
  return matchPattern(other, lineOf(one)) !== null;
}
