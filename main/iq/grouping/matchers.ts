import type { KeptTrace, TraceLanguage } from '../../ingest/traces/index.ts';
import { compileGlob, type Glob } from './glob.ts';
import { RuleMistake } from './rule-words.ts';

/** A frame as rules see and change it. */
export interface RuleFrame {
  readonly name: string;
  readonly path: string;
  app: boolean;
  /** Null: as its `app` says. */
  group: boolean | null;
  category: string | null;
}

/** What rules are asked of. */
export interface RuleSubject {
  readonly language: TraceLanguage | null;
  /** Types of the exceptions, outermost first. */
  readonly types: readonly string[];
  /** What is said, values masked as `<*>`: the record's first line, and the root cause's message where it is kept. */
  readonly messages: readonly string[];
  readonly level: string;
  /** Frames of all exceptions. */
  readonly frames: readonly RuleFrame[];
}

/** A condition on a frame, or on the event as a whole. */
export type Matcher =
  | { readonly of: 'frame'; test(frame: RuleFrame, language: TraceLanguage | null): boolean }
  | { readonly of: 'event'; test(subject: RuleSubject): boolean };

const PATH = { path: true, ignoreCase: true };
const NAME = { path: false, ignoreCase: false };
const WORDS = { path: false, ignoreCase: true };

const ALIASES: Readonly<Record<string, string>> = {
  path: 'stack.abs_path',
  module: 'stack.module',
  function: 'stack.function',
  package: 'stack.package',
  type: 'error.type',
  value: 'error.value',
};

/** Reads `name:expression`, negated by `!`. Throws RuleMistake for a name that is not known, or cannot be known here. */
export function readMatcher(word: string): Matcher {
  const negated = word.startsWith('!');
  const colon = word.indexOf(':');
  const given = word.slice(negated ? 1 : 0, colon);
  const expression = word.slice(colon + 1);
  if (colon < 0 || given === '' || expression === '') {
    throw new RuleMistake(`"${word}" is no matcher; write one such as stack.function:main`);
  }
  const matcher = matcherOf(ALIASES[given] ?? given, expression);
  if (!negated) return matcher;
  return matcher.of === 'frame'
    ? { of: 'frame', test: (frame, language) => !matcher.test(frame, language) }
    : { of: 'event', test: (subject) => !matcher.test(subject) };
}

function matcherOf(name: string, expression: string): Matcher {
  switch (name) {
    case 'stack.abs_path':
    case 'stack.package':
      return ofFrame(compileGlob(expression, PATH), ({ path }) => [path]);
    case 'stack.function':
      return ofFrame(compileGlob(expression, NAME), functionNames);
    case 'stack.module':
      return ofFrame(compileGlob(expression, NAME), moduleNames);
    case 'app': {
      const wanted = isYes(expression);
      return { of: 'frame', test: ({ app }) => app === wanted };
    }
    case 'category':
      return { of: 'frame', test: ({ category }) => category === expression };
    case 'family': {
      const wanted = new Set(expression.split(','));
      return {
        of: 'event',
        test: ({ language }) => wanted.has(familyOf(language)) || wanted.has('all'),
      };
    }
    case 'error.type':
      return ofEvent(compileGlob(expression, NAME), ({ types }) => types);
    case 'error.value':
    case 'message':
      return ofEvent(compileGlob(expression, WORDS), ({ messages }) => messages);
    case 'level':
      return ofEvent(compileGlob(expression, WORDS), ({ level }) => [level]);
    default:
      if (name === 'logger' || name === 'release' || name === 'sdk' || name.startsWith('tags.')) {
        throw new RuleMistake(`"${name}" is not supported: issues are made from what messages say`);
      }
      throw new RuleMistake(`"${name}" is not known`);
  }
}

function isYes(expression: string): boolean {
  if (/^(?:yes|1|true)$/.test(expression)) return true;
  if (/^(?:no|0|false)$/.test(expression)) return false;
  throw new RuleMistake(`app takes yes or no, not "${expression}"`);
}

const ofFrame = (
  glob: Glob,
  values: (frame: RuleFrame, language: TraceLanguage | null) => readonly string[],
): Matcher => ({
  of: 'frame',
  test: (frame, language) => values(frame, language).some(glob),
});

const ofEvent = (glob: Glob, values: (subject: RuleSubject) => readonly string[]): Matcher => ({
  of: 'event',
  test: (subject) => values(subject).some(glob),
});

/** Sentry's three families. */
function familyOf(language: TraceLanguage | null): string {
  if (language === 'javascript') return 'javascript';
  return language === 'native' || language === 'swift' || language === 'rust' ? 'native' : 'other';
}

/** A function by its whole name, and by what stands behind its class or module. */
function functionNames({ name }: RuleFrame): string[] {
  const plain = name.replace(/ \([^)]*\)$/, '');
  const last = /(?:\.|::|->|#)([^.:>#]+)$/.exec(plain)?.[1];
  return last === undefined ? [plain] : [plain, last];
}

/** A module by what stands before the function, and by the file's path without its ending, also dotted. */
function moduleNames({ name, path }: RuleFrame): string[] {
  const plain = name.replace(/ \([^)]*\)$/, '');
  const before = /^(.*)(?:\.|::|->|#)[^.:>#]+$/.exec(plain)?.[1];
  const file = path.replace(/\.\w{1,5}$/, '');
  const parts = file.split('/').filter((part) => part !== '');
  const dotted = parts.map((_, at) => parts.slice(at).join('.'));
  return [...(before === undefined ? [] : [before]), file, ...dotted].filter((one) => one !== '');
}

/** The frames of a trace as rules change them, a list an exception. */
export function ruleFrames(trace: KeptTrace): RuleFrame[][] {
  return trace.exceptions.map(({ frames }) =>
    frames.map(({ name, path, library }) => ({
      name,
      path,
      app: !library,
      group: null,
      category: null,
    })),
  );
}
