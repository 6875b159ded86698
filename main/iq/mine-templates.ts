import type { SkeletonStats, Template } from '#shared/model/template.ts';
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
 * skeletons) when skeletons are added.
 */
export function mineTemplates(rows: readonly SkeletonStats[]): MinedTemplates {
  const byLine = new Map<string, SkeletonStats[]>();
  for (const row of rows) {
    const line = firstLine(row.text);
    const same = byLine.get(line);
    if (same === undefined) byLine.set(line, [row]);
    else same.push(row);
  }
  const lines = [...byLine.keys()];
  const templates = groupLines(lines).map((group) => {
    const members = group.map((at) => lines[at] ?? '').sort();
    return toTemplate(
      members,
      members.flatMap((line) => byLine.get(line) ?? []),
    );
  });
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

function toTemplate(lines: readonly string[], rows: readonly SkeletonStats[]): Template {
  const skeletons = rows.map((row) => row.id).sort((a, b) => a - b);
  const parts = partsOf(lines);
  return { id: skeletons[0] ?? 0, text: textOf(parts), parts, ...sumStats(rows), skeletons };
}
