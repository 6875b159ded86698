import type { KeyedTemplateRule } from '#shared/model/template-rule.ts';
import { NO_GROUPING, type GroupingText } from './grouping/index.ts';

/** What an analyst's profile says of folding records, for every case. */
export interface ProfileRules extends GroupingText {
  readonly templates: readonly KeyedTemplateRule[];
}

export const NO_PROFILE_RULES: ProfileRules = { ...NO_GROUPING, templates: [] };
