import type { Template } from '#shared/model/template.ts';
import { matchPattern, plainFirstLine } from '#shared/model/template-match.ts';
import type { TemplatePattern } from '#shared/model/template-rule.ts';

/**
 * What stands in each slot of a template in one of its messages, in the order of the slots; null when
 * the message is none of this template.
 */
export function matchSlots(template: Pick<Template, 'parts'>, message: string): string[] | null {
  return matchPattern(patternOf(template), plainFirstLine(message));
}

/** The constant texts of a template, null for each slot. */
export function patternOf({ parts }: Pick<Template, 'parts'>): TemplatePattern {
  return parts.map((part) => ('const' in part ? part.const : null));
}
