import type { SkeletonStats, Template } from '#shared/model/template.ts';
import type { KeyedTemplateRule } from '#shared/model/template-rule.ts';
import { applyTemplateRules, type LineGroup } from './apply-template-rules.ts';
import { withFixedSlots } from './fixed-slots.ts';
import { groupLines } from './group-lines.ts';
import { sumStats } from './sum-stats.ts';
import { partsOf, textOf } from './template-parts.ts';

export interface MinedTemplates {
  /** Commonest first. */
  readonly templates: Template[];
  /** Template id by skeleton id, for every row given. */
  readonly templateOf: Map<number, number>;
}

/**
 * Mines templates from the skeletons of a case. Skeletons with one first line are one template whatever
 * trace follows it; others are merged by what their differences look like over the whole case (see
 * variableSets). Independent of the order of the rows; a template keeps its id (the smallest of its
 * skeletons) when skeletons are added. `rules`: what the analyst set right, applied last.
 */
export function mineTemplates(
  rows: readonly SkeletonStats[],
  rules: readonly KeyedTemplateRule[] = [],
): MinedTemplates {
  const byLine = new Map<string, SkeletonStats[]>();
  for (const row of rows) {
    const line = firstLine(row.text);
    const same = byLine.get(line);
    if (same === undefined) byLine.set(line, [row]);
    else same.push(row);
  }
  const lines = [...byLine.keys()];
  const groups = groupLines(lines).map((group) => group.map((at) => lines[at] ?? ''));
  const templates = applyTemplateRules(groups, rules).map((group) => toTemplate(group, byLine));
  templates.sort((a, b) => b.count - a.count || a.id - b.id);
  const templateOf = new Map<number, number>();
  for (const { id, skeletons } of templates)
    for (const skeleton of skeletons) templateOf.set(skeleton, id);
  return { templates, templateOf };
}

function firstLine(text: string): string {
  const end = text.indexOf('\n');
  return end < 0 ? text : text.slice(0, end);
}

function toTemplate(
  { lines, name, rules }: LineGroup,
  byLine: ReadonlyMap<string, readonly SkeletonStats[]>,
): Template {
  const members = [...lines].sort();
  const rows = members.flatMap((line) => byLine.get(line) ?? []);
  const skeletons = rows.map((row) => row.id).sort((a, b) => a - b);
  const parts = withFixedSlots(partsOf(members), rows);
  const id = skeletons[0] ?? 0;
  return { id, text: textOf(parts), parts, ...sumStats(rows), skeletons, name, rules };
}
