import type { Marker } from '#shared/model/hypothesis.ts';
import {
  messageOf,
  type CaseBlocks,
  type Fact,
  type ThreadKnowledge,
} from '../../logstore/index.ts';
import type { SignalTables, Subject } from '../signals/index.ts';

/** A line that occurs more often than this is routine. */
const MOST_OCCURRENCES = 40;
/** Lines so close together, on one host or of one source or another, are one event. */
const TOGETHER_US = 30_000_000;
const MOST_REFS = 8;

const RELEASE =
  /\b(?:deploy(?:s|ed|ing|ment)?|releas(?:e|ed|ing)|roll(?:ed|ing)?[ -]?(?:out|back)|upgrad(?:e|ed|ing)|switch(?:ed|ing) to)\b/i;
const START =
  /\b(?:restart(?:ed|ing)?|reboot(?:ed|ing)?|listening(?: (?:on|at)\b|$)|start(?:ed|ing|up)?\b.{0,40}\b(?:services?|server|daemon|application|app|version|system)\b|start(?:ed|ing) up)/i;
const CONFIG =
  /\b(?:config(?:uration)?|settings?|feature[ -]?flag|flag|migration|schema|certificate)\b.{0,60}\b(?:chang|reload|updat|appl|enabl|disabl|switch|renew|complet|execut)\w*/i;
/** A version with two dots or more, or one dot and a `v` or the word before it; or the hash of a commit after such a word. */
const VERSION =
  /(?:\bv|\b(?:version|release|build|image|tag|to)[ :=/"]{1,3}(?:v|[\w./-]{1,60}:)?)(\d+(?:\.\d+)+(?:[-+][\w.]+)?|(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{7,40})\b|(?<![\w.])(\d+\.\d+\.\d+(?:[-+][\w.]+)?)(?![.\d])/i;

interface Line {
  readonly fact: Fact;
  readonly text: string;
  readonly kind: Marker['kind'];
  readonly version: string | null;
  readonly subject: Subject;
}

/**
 * Finds releases, restarts and changes of configuration by what rare lines say. Lines close together are one
 * marker, told by the one that says most.
 */
export function readMarkers(
  blocks: CaseBlocks,
  knowledge: ThreadKnowledge,
  tables: SignalTables,
): Marker[] {
  return markersIn(tables, (fact) => messageAt(blocks, knowledge, fact));
}

/** The same, with the first line of a record's message from wherever it is had. */
export function markersIn(tables: SignalTables, lineOf: (fact: Fact) => string): Marker[] {
  const rare = new Map(
    [...tables.subjects.values()]
      .filter(
        ({ count, title, level }) =>
          count <= MOST_OCCURRENCES && level !== 'error' && level !== 'fatal' && couldBe(title),
      )
      .map((subject) => [subject.code, subject]),
  );
  const lines = tables.facts.flatMap((fact) => {
    const subject = rare.get(fact.subject);
    if (subject === undefined) return [];
    const text = lineOf(fact);
    const kind = kindOf(text);
    return kind === null ? [] : [{ fact, text, subject, ...kind }];
  });
  const groups: Line[][] = [];
  for (const line of withoutOldVersions(lines)) {
    const last = groups.at(-1);
    const before = last?.at(-1);
    if (last === undefined || before === undefined || line.fact.us - before.fact.us > TOGETHER_US) {
      groups.push([line]);
    } else last.push(line);
  }
  return groups.map(markerOf);
}

/** What starts again in the version that it had is no release. */
function withoutOldVersions(lines: readonly Line[]): Line[] {
  const versions = new Map<number, string[]>();
  for (const { version, subject } of lines) {
    if (version !== null)
      versions.set(subject.code, [...(versions.get(subject.code) ?? []), version]);
  }
  return lines.map((line) => {
    const known = versions.get(line.subject.code) ?? [];
    const same = known.length > 1 && new Set(known).size === 1;
    const said = /\b(?:deploy|releas|roll|upgrad|switch)/i.test(line.text);
    return same && !said ? { ...line, kind: 'restart', version: null } : line;
  });
}

const couldBe = (text: string): boolean =>
  RELEASE.test(text) || START.test(text) || CONFIG.test(text);

function kindOf(text: string): Pick<Line, 'kind' | 'version'> | null {
  const [, named, plain] = VERSION.exec(text) ?? [];
  const version = isAddress(named ?? plain ?? '') ? null : (named ?? plain ?? null);
  if (/\b(?:deploy|roll(?:ed|ing)?[ -]?(?:out|back)|switch(?:ed|ing) to release)/i.test(text)) {
    return { kind: 'release', version };
  }
  if (version !== null && (RELEASE.test(text) || START.test(text)))
    return { kind: 'release', version };
  if (CONFIG.test(text)) return { kind: 'config', version: null };
  return START.test(text) ? { kind: 'restart', version: null } : null;
}

const isAddress = (text: string): boolean => /^\d{1,3}(?:\.\d{1,3}){3}$/.test(text);

const WEIGHT = { release: 3, config: 2, restart: 1 } as const;

function markerOf(lines: readonly Line[]): Marker {
  const weightOf = ({ kind, version, text }: Line): number =>
    WEIGHT[kind] + (version === null ? 0 : 1) + (/\b(?:deploy|releas|roll)/i.test(text) ? 0.5 : 0);
  const clearest = lines.reduce((best, line) => (weightOf(line) > weightOf(best) ? line : best));
  const queries = [...new Set(lines.map(({ subject }) => subject.query))];
  return {
    kind: clearest.kind,
    us: lines[0]?.fact.us ?? clearest.fact.us,
    text: clearest.text,
    version: clearest.version,
    unit: clearest.fact.unit,
    refs: [clearest, ...lines.filter((line) => line !== clearest)]
      .slice(0, MOST_REFS)
      .map(({ fact: { sourceId, ordinal } }) => ({ sourceId, ordinal })),
    sources: [...new Set(lines.map(({ fact }) => fact.sourceId))],
    query: queries.map((query) => (queries.length > 1 ? `(${query})` : query)).join(' OR '),
  };
}

const LONGEST = 300;

function messageAt(blocks: CaseBlocks, knowledge: ThreadKnowledge, fact: Fact): string {
  const found = blocks.record(fact.sourceId, fact.ordinal);
  if (found === null) return '';
  const { block, index } = found;
  const message = messageOf(blocks, block, index, knowledge.source(block.sourceId, block.shape));
  return (message.split('\n', 1)[0] ?? '').slice(0, LONGEST);
}
