import type { Database } from 'better-sqlite3';
import type { KeyedTemplateRule, TemplateRule } from '#shared/model/template-rule.ts';

/**
 * What a case and its analyst's profile say of templates, in the order in which it is applied: first the profile's rules,
 * then the case's as they were written. A rule that was taken back in the case is not used there, whoever has it.
 */
export function templateWishes(
  database: Database,
  profile: readonly KeyedTemplateRule[],
): KeyedTemplateRule[] {
  const ofCase = database
    .prepare<[], { id: string; value: string }>(
      `SELECT register.id, value FROM register LEFT JOIN journal ON journal.id = entry
       WHERE entity = 'templateRule' AND field = 'rule' ORDER BY clock, entry`,
    )
    .all()
    .map(({ id, value }) => ({ key: id, rule: JSON.parse(value) as TemplateRule | null }));
  return joinedWishes(profile, ofCase);
}

/** Rules of a profile and of a case, where null says that one was taken back, in the order in which they are applied. */
export function joinedWishes(
  profile: readonly KeyedTemplateRule[],
  ofCase: readonly { readonly key: string; readonly rule: TemplateRule | null }[],
): KeyedTemplateRule[] {
  const decided = new Set(ofCase.map(({ key }) => key));
  return [
    ...profile.filter(({ key }) => !decided.has(key)),
    ...ofCase.flatMap(({ key, rule }) => (rule === null ? [] : [{ key, rule }])),
  ];
}
