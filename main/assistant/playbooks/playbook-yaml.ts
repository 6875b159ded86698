import { isNode, LineCounter, parseDocument, stringify } from 'yaml';
import { Failure } from '#shared/model/failure.ts';
import { plainPlaybook, type Playbook } from '#shared/playbook/playbook.ts';
import { readPlaybook, type ReadPlaybook } from '#shared/playbook/read-playbook.ts';
import { KNOWN_TOOLS } from './known-tools.ts';

/** Characters of a playbook. */
export const LONGEST_PLAYBOOK = 200_000;
/** Aliases of YAML that are followed, so that a small file does not become a large value. */
const MOST_ALIASES = 100;

/** Reads a playbook from YAML; what is wrong names its line and step. Never throws. */
export function readPlaybookYaml(text: string): ReadPlaybook {
  const only = (line: number, message: string): ReadPlaybook => ({
    playbook: null,
    problems: [{ line, step: null, message }],
    lines: new Map(),
  });
  if (text.length > LONGEST_PLAYBOOK) {
    return only(1, `It is longer than ${LONGEST_PLAYBOOK} characters.`);
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number): number => Math.max(1, lines.linePos(offset).line);
  const [error] = document.errors;
  if (error !== undefined) return only(lineAt(error.pos[0]), `YAML: ${error.message}.`);
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch {
    return only(1, 'YAML: it repeats itself too often.');
  }
  return readPlaybook(value, KNOWN_TOOLS, (path) => {
    // Of what is missing, the place where it should be.
    for (let depth = path.length; depth > 0; depth--) {
      const node = document.getIn(path.slice(0, depth), true);
      const start = isNode(node) ? node.range?.[0] : undefined;
      if (start !== undefined) return lineAt(start);
    }
    return lineAt(document.contents?.range?.[0] ?? 0);
  });
}

/** The playbook of a YAML file, and the line of each of its steps. Throws PLAYBOOK_INVALID with every problem, each with its file, line and step. */
export function playbookOf(
  text: string,
  file: string,
): { readonly playbook: Playbook; readonly lines: ReadonlyMap<string, number> } {
  const { playbook, problems, lines } = readPlaybookYaml(text);
  if (playbook !== null) return { playbook, lines };
  const [first] = problems;
  const told = problems.map(({ line, step, message }) => problemText(file, line, step, message));
  throw new Failure('PLAYBOOK_INVALID', told.join('\n'), {
    file,
    line: first?.line ?? 1,
    step: first?.step ?? null,
  });
}

/** A problem as one line: `file:line: step "x": what is wrong`. */
export function problemText(
  file: string,
  line: number,
  step: string | null,
  message: string,
): string {
  return `${file}:${line}: ${step === null ? '' : `step "${step}": `}${message}`;
}

/** A playbook as YAML, as one that was made here is written. */
export function writePlaybookYaml(playbook: Playbook): string {
  return stringify(plainPlaybook(playbook), { lineWidth: 100, aliasDuplicateObjects: false });
}
