import { readMatcher, type Matcher, type RuleSubject } from './matchers.ts';
import { RuleMistake, ruleWords } from './rule-words.ts';

/** One line of fingerprint rules. */
export interface FingerprintRule {
  readonly matchers: readonly Matcher[];
  readonly values: readonly Value[];
  readonly title: string | null;
}

type Piece = { readonly text: string } | { readonly variable: Variable };
type Value = readonly Piece[];

const VARIABLES = [
  'default',
  'error.type',
  'error.value',
  'stack.function',
  'stack.abs_path',
  'stack.filename',
  'stack.module',
  'stack.package',
  'level',
  'message',
] as const;

type Variable = (typeof VARIABLES)[number];

const ALIASES: Readonly<Record<string, Variable>> = {
  type: 'error.type',
  value: 'error.value',
  function: 'stack.function',
  path: 'stack.abs_path',
  module: 'stack.module',
  package: 'stack.package',
};

/** What a fingerprint rule makes of an event. */
export interface Fingerprint {
  readonly values: readonly string[];
  readonly title: string | null;
}

/**
 * Reads a line of fingerprint rules in the form that Sentry documents
 * (docs.sentry.io/concepts/data-management/event-grouping/fingerprint-rules): matchers, `->`, values separated by
 * commas, in which `{{ default }}` and other variables are replaced, and perhaps `title="..."`. Throws RuleMistake.
 */
export function readFingerprintRule(line: string): FingerprintRule {
  const arrow = arrowAt(line);
  if (arrow < 0) throw new RuleMistake('it has no "->" between matchers and fingerprint');
  const matchers = ruleWords(line.slice(0, arrow)).map(readMatcher);
  if (matchers.length === 0)
    throw new RuleMistake('it has no matcher; begin it with one such as error.type:KeyError');
  const right = line.slice(arrow + 2);
  const titled = /\btitle="((?:[^"\\]|\\.)*)"/.exec(right);
  const plain = titled === null ? right : right.replace(titled[0], '');
  const values = plain
    .split(',')
    .map((value) => ruleWords(value).join(' '))
    .filter((value) => value !== '');
  if (values.length === 0) throw new RuleMistake('it gives no fingerprint behind "->"');
  const title = titled?.[1]?.replaceAll('\\"', '"') ?? null;
  if (title !== null) readValue(title);
  return { matchers, values: values.map(readValue), title };
}

function arrowAt(line: string): number {
  let quoted = false;
  for (let at = 0; at < line.length; at++) {
    if (line[at] === '"' && line[at - 1] !== '\\') quoted = !quoted;
    if (!quoted && line.startsWith('->', at)) return at;
  }
  return -1;
}

function readValue(text: string): Value {
  return text.split(/(\{\{[^}]*\}\})/).flatMap((piece): Piece[] => {
    if (piece === '') return [];
    const name = /^\{\{\s*([^}]*?)\s*\}\}$/.exec(piece)?.[1];
    if (name === undefined) return [{ text: piece }];
    const variable = ALIASES[name] ?? VARIABLES.find((known) => known === name);
    if (variable === undefined) throw new RuleMistake(`{{ ${name} }} is not supported`);
    return [{ variable }];
  });
}

/** The fingerprint of the first rule that fits; null: none does. `byDefault` is the grouping that it would have without. */
export function fingerprintOf(
  rules: readonly FingerprintRule[],
  subject: RuleSubject,
  byDefault: string,
): Fingerprint | null {
  const rule = rules.find(({ matchers }) => fits(matchers, subject));
  if (rule === undefined) return null;
  const write = (value: Value): string =>
    value
      .map((part) => ('text' in part ? part.text : valueOf(part.variable, subject, byDefault)))
      .join('');
  return {
    values: rule.values.map(write),
    title: rule.title === null ? null : write(readValue(rule.title)),
  };
}

/** Conditions on frames must hold of one frame together. */
function fits(matchers: readonly Matcher[], subject: RuleSubject): boolean {
  if (!matchers.every((matcher) => matcher.of === 'frame' || matcher.test(subject))) return false;
  const ofFrame = matchers.filter((matcher) => matcher.of === 'frame');
  return (
    ofFrame.length === 0 ||
    subject.frames.some((frame) =>
      ofFrame.every((matcher) => matcher.test(frame, subject.language)),
    )
  );
}

function valueOf(variable: Variable, subject: RuleSubject, byDefault: string): string {
  const crashing = subject.frames.find(({ app }) => app) ?? subject.frames[0];
  const path = crashing?.path ?? '';
  switch (variable) {
    case 'default':
      return byDefault;
    case 'error.type':
      // The most recently thrown: the outermost.
      return subject.types[0] ?? '';
    case 'error.value':
      return subject.messages.at(-1) ?? '';
    case 'message':
      return subject.messages[0] ?? '';
    case 'level':
      return subject.level;
    case 'stack.function':
      return crashing?.name ?? '';
    case 'stack.module':
      return crashing?.name.replace(/(?:\.|::|->|#)[^.:>#]+$/, '') ?? '';
    case 'stack.filename':
      return path.slice(path.lastIndexOf('/') + 1);
    default:
      return path;
  }
}
