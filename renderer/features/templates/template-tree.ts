import type { Output } from '#shared/contract/index.ts';
import { LEVELS, type Level } from '#shared/model/level.ts';
import type { Grouping } from './templates-store.ts';

export type Template = Output<'templates.list'>[number];

/** A row of the tree: a branch, or a template in one. */
export type TreeRow =
  | {
      readonly kind: 'branch';
      readonly key: string;
      readonly title: string;
      readonly templates: number;
      readonly count: number;
      readonly open: boolean;
    }
  | { readonly kind: 'template'; readonly key: string; readonly template: Template };

/** How branches are called. */
export interface BranchNames {
  source(id: number): string;
  level(level: Level): string;
  hand(byHand: boolean): string;
  seen(known: boolean): string;
}

/** The level that most of a template's records have. */
export function commonestLevel({ levels }: Pick<Template, 'levels'>): Level {
  return LEVELS[levels.indexOf(Math.max(...levels))] ?? 'unknown';
}

/** The rows of the tree: all templates, or those of each branch under it; one of several sources stands under each. */
export function treeRows(
  templates: readonly Template[],
  by: Grouping,
  folded: ReadonlySet<string>,
  names: BranchNames,
): TreeRow[] {
  if (by === 'none')
    return templates.map((template) => ({ kind: 'template', key: `${template.id}`, template }));
  const branches = new Map<string, { title: string; of: Template[] }>();
  const put = (key: string, title: string, template: Template): void => {
    const branch = branches.get(key) ?? { title, of: [] };
    branches.set(key, branch);
    branch.of.push(template);
  };
  for (const template of templates) {
    if (by === 'source') {
      for (const id of template.sources) put(`source ${id}`, names.source(id), template);
    } else if (by === 'level') {
      const level = commonestLevel(template);
      put(`level ${LEVELS.length - LEVELS.indexOf(level)}`, names.level(level), template);
    } else if (by === 'seen') {
      const known = template.seen.length > 0;
      put(`seen ${known ? 1 : 0}`, names.seen(known), template);
    } else {
      const byHand = template.rules.length > 0;
      put(`hand ${byHand ? 0 : 1}`, names.hand(byHand), template);
    }
  }
  const ordered = [...branches].sort(([a, { title: one }], [b, { title: other }]) =>
    by === 'source' ? one.localeCompare(other) : a.localeCompare(b, 'en', { numeric: true }),
  );
  return ordered.flatMap(([key, { title, of }]): TreeRow[] => {
    const open = !folded.has(key);
    const count = of.reduce((sum, template) => sum + template.count, 0);
    const branch = { kind: 'branch' as const, key, title, templates: of.length, count, open };
    if (!open) return [branch];
    return [
      branch,
      ...of.map((template) => ({
        kind: 'template' as const,
        key: `${key} ${template.id}`,
        template,
      })),
    ];
  });
}
