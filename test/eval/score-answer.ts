import type { Exchange } from '#shared/model/answer.ts';
import type { OpenCase } from '../../main/open-case.ts';
import type { Bundle } from '../bench/signals/bundle.ts';

/** How one answer was. */
export interface Score {
  /** Its first supported statement that cites something cites what began it; with no fault: it says that it does not know. */
  readonly right: boolean;
  /** Citations, and those of them to something that was injected. */
  readonly cited: number;
  readonly fitting: number;
  /** Statements that claim something, and those that the case did not bear out. */
  readonly claims: number;
  readonly unsupported: number;
}

/** Compares an answer with what was done to the bundle that it is about. */
export function scoreAnswer({ files, truth }: Bundle, open: OpenCase, { answer }: Exchange): Score {
  const fileOf = new Map(
    open.sources().map(({ key, path }) => [key, files.find(({ name }) => path.endsWith(name))]),
  );
  const tags = answer.citations.map(({ record: { source, line } }) => ({
    file: fileOf.get(source)?.name ?? '',
    tags: fileOf.get(source)?.lines[line - 1]?.tags ?? [],
  }));
  const wanted = new Set([...truth.changes, ...(truth.cause === null ? [] : [truth.cause])]);
  const fitting = tags.filter((one) => one.tags.some((tag) => wanted.has(tag)));
  const first = answer.statements.find(
    ({ part, standing, cites }) =>
      part === 'answer' && standing === 'supported' && cites.length > 0,
  );
  const begins = (first?.cites ?? []).some((at) => {
    const cited = tags[at];
    if (cited === undefined || truth.cause === null || !cited.tags.includes(truth.cause))
      return false;
    return truth.host === null || cited.file.includes(truth.host) || files.length === 1;
  });
  return {
    right: truth.fault === 'none' ? !answer.known : begins,
    cited: tags.length,
    fitting: fitting.length,
    claims: answer.statements.filter(({ standing }) => standing !== 'plain').length,
    unsupported: answer.statements.filter(({ standing }) => standing === 'unsupported').length,
  };
}
