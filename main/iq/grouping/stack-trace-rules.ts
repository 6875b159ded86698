import { readMatcher, type Matcher, type RuleFrame, type RuleSubject } from './matchers.ts';
import { RuleMistake, ruleWords } from './rule-words.ts';

interface FlagAction {
  readonly kind: 'flag';
  readonly flag: 'app' | 'group';
  readonly value: boolean;
  /** The frame itself, those above it (toward the crash), or those below. */
  readonly where: 'self' | 'above' | 'below';
}

/** Which of the frames that count make the group. */
export interface FrameLimits {
  /** So many at most, 0: all; null: as ever. */
  readonly most: number | null;
  /** With fewer, what is said makes the group. */
  readonly fewest: number;
  /** They are taken from the outermost call instead of the innermost. */
  readonly inverted: boolean;
}

/** As it is without rules. */
export const NO_LIMITS: FrameLimits = { most: null, fewest: 0, inverted: false };

type Action =
  | FlagAction
  | { readonly kind: 'limit'; readonly limits: Partial<FrameLimits> }
  | { readonly kind: 'category'; readonly name: string };

/** One line of stack trace rules. */
export interface StackTraceRule {
  readonly matchers: readonly Matcher[];
  /** Conditions on the frame that calls the matching one, and on the one that it calls. */
  readonly caller: readonly Matcher[] | null;
  readonly callee: readonly Matcher[] | null;
  readonly actions: readonly Action[];
}

/**
 * Reads a line of stack trace rules in the form that Sentry documents
 * (docs.sentry.io/concepts/data-management/event-grouping/stack-trace-rules): matchers, a caller or callee in
 * brackets, then `+app -app +group -group` with `^` or `v` before them, `max-frames=N`, `min-frames=N`,
 * `invert-stacktrace=1`, `category=NAME`. Throws RuleMistake.
 */
export function readStackTraceRule(line: string): StackTraceRule {
  const words = ruleWords(line);
  const actions: Action[] = [];
  while (words.length > 0) {
    const action = actionOf(words.at(-1) ?? '');
    if (action === null) break;
    actions.unshift(action);
    words.pop();
  }
  if (actions.length === 0)
    throw new RuleMistake('it does nothing; end it with an action such as -app');
  const { caller, own, callee } = siblings(words);
  if (own.length === 0)
    throw new RuleMistake('it has no matcher; begin it with one such as stack.function:main');
  return {
    matchers: own.map(readMatcher),
    caller: caller?.map(readMatcher) ?? null,
    callee: callee?.map(readMatcher) ?? null,
    actions,
  };
}

function actionOf(word: string): Action | null {
  const flag = /^([\^v]?)([+-])(app|group)$/.exec(word);
  if (flag !== null) {
    const where = flag[1] === '^' ? 'above' : flag[1] === 'v' ? 'below' : 'self';
    return {
      kind: 'flag',
      flag: flag[3] === 'app' ? 'app' : 'group',
      value: flag[2] === '+',
      where,
    };
  }
  const limits = limitsOf(word);
  if (limits !== null) return { kind: 'limit', limits };
  const category = /^category=(\S+)$/.exec(word)?.[1];
  return category === undefined ? null : { kind: 'category', name: category };
}

function limitsOf(word: string): Partial<FrameLimits> | null {
  const counted = /^(max|min)-frames=(\d{1,4})$/.exec(word);
  if (counted !== null)
    return counted[1] === 'max' ? { most: Number(counted[2]) } : { fewest: Number(counted[2]) };
  const inverted = /^invert-stacktrace=([01])$/.exec(word)?.[1];
  return inverted === undefined ? null : { inverted: inverted === '1' };
}

/** `[ caller ] | own`, `own | [ callee ]`, or both. */
function siblings(words: readonly string[]) {
  const parts: string[][] = [[]];
  for (const word of words) {
    if (word === '|') parts.push([]);
    else parts.at(-1)?.push(...word.split(/(?<=^\[)(?=.)|(?=\]$)/).filter((piece) => piece !== ''));
  }
  const inner = parts.map((part) =>
    part[0] === '[' && part.at(-1) === ']' ? part.slice(1, -1) : null,
  );
  const at = inner.findIndex((part) => part === null);
  const own = parts[at];
  if (
    at < 0 ||
    own === undefined ||
    at > 1 ||
    parts.length > at + 2 ||
    (parts.length > at + 1 && inner[at + 1] === null)
  ) {
    throw new RuleMistake('its frames cannot be told apart; write [ caller ] | frame | [ callee ]');
  }
  return { caller: at === 1 ? (inner[0] ?? null) : null, own, callee: inner[at + 1] ?? null };
}

/** Applies rules from top to bottom to the frames of one exception, and gives which of them it is grouped by. */
export function applyStackTraceRules(
  rules: readonly StackTraceRule[],
  frames: readonly RuleFrame[],
  subject: RuleSubject,
): FrameLimits {
  let limits = NO_LIMITS;
  for (const rule of rules) {
    if (!eventFits(rule.matchers, subject)) continue;
    for (const [at, frame] of frames.entries()) {
      if (!frameFits(rule, frames, at, subject)) continue;
      for (const action of rule.actions) {
        if (action.kind === 'limit') limits = { ...limits, ...action.limits };
        else if (action.kind === 'category') frame.category = action.name;
        else setFlag(action, frames, at);
      }
    }
  }
  return limits;
}

function setFlag(
  { flag, value, where }: FlagAction,
  frames: readonly RuleFrame[],
  at: number,
): void {
  const [from, to] =
    where === 'above' ? [0, at] : where === 'below' ? [at + 1, frames.length] : [at, at + 1];
  for (const frame of frames.slice(from, to)) frame[flag] = value;
}

const eventFits = (matchers: readonly Matcher[], subject: RuleSubject): boolean =>
  matchers.every((matcher) => matcher.of !== 'event' || matcher.test(subject));

function frameFits(
  rule: StackTraceRule,
  frames: readonly RuleFrame[],
  at: number,
  subject: RuleSubject,
): boolean {
  const fits = (matchers: readonly Matcher[], frame: RuleFrame | undefined): boolean =>
    frame !== undefined &&
    matchers.every((matcher) =>
      matcher.of === 'frame' ? matcher.test(frame, subject.language) : matcher.test(subject),
    );
  return (
    fits(rule.matchers, frames[at]) &&
    (rule.caller === null || fits(rule.caller, frames[at + 1])) &&
    (rule.callee === null || fits(rule.callee, frames[at - 1]))
  );
}
