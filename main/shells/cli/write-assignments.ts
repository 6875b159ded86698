import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { Failure } from '#shared/model/failure.ts';
import type { Template } from '#shared/model/template.ts';
import type { OpenCase } from '../../open-case.ts';

/**
 * Writes which template each line belongs to: CSV (RFC 4180, lines end with LF) with the header
 * `source,line,template_id,template` and one row for every physical line. Throws FILE_NOT_WRITABLE.
 */
export async function writeAssignments(open: OpenCase, path: string): Promise<void> {
  const file = createWriteStream(path);
  const done = finished(file).catch(() => {
    throw new Failure(
      'FILE_NOT_WRITABLE',
      `${path} cannot be written. Choose another file with --assignments.`,
      { path },
    );
  });
  // Awaited at the end; until then a failure must not count as unhandled.
  done.catch(() => {});
  file.write('source,line,template_id,template\n');
  const sources = new Map(open.sources().map(({ id, path: name }) => [id, csvCell(name)]));
  const templateOf = templateCells(await open.templates());
  const blocks = [...open.store.blocks()].sort(
    (a, b) => a.sourceId - b.sourceId || a.firstOrdinal - b.firstOrdinal,
  );
  for (const block of blocks) {
    const { firstLine, lines, skeletonIds } = await open.store.assignments(block.id);
    const source = sources.get(block.sourceId) ?? '';
    let line = firstLine;
    const rows: string[] = [];
    skeletonIds.forEach((skeletonId, index) => {
      const cell = templateOf(skeletonId);
      for (let n = lines[index] ?? 1; n > 0; n--) rows.push(`${source},${line++},${cell}`);
    });
    if (file.destroyed) break;
    if (rows.length > 0 && !file.write(`${rows.join('\n')}\n`)) {
      await Promise.race([once(file, 'drain'), done]);
    }
  }
  file.end();
  await done;
}

function templateCells(templates: readonly Template[]): (skeletonId: number) => string {
  const bySkeleton = new Map<number, string>();
  for (const template of templates) {
    const cell = `${template.id},${csvCell(template.text)}`;
    for (const skeleton of template.skeletons) bySkeleton.set(skeleton, cell);
  }
  return (skeletonId) => bySkeleton.get(skeletonId) ?? `${skeletonId},`;
}

function csvCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
