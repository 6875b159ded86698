import { resolve } from 'node:path';
import { Failure } from '#shared/model/failure.ts';
import { RULE_LEVELS } from '#shared/model/rule.ts';
import {
  createRuleWorker,
  formatsOf,
  profileRules,
  type FindingFacts,
  type LoadedRules,
} from '../../rules/index.ts';
import { parseCommand, usage, wholeNumber } from './arguments.ts';
import { choiceOf, EXIT, print } from './command.ts';
import { followCommand } from './follow-command.ts';
import { hitDocument } from './hit-document.ts';
import { onPathOrCase } from './path-or-case.ts';

const MOST_RECORDS = 1000;

/**
 * `rules PATH_OR_CASE...` runs detection rules; `rules --check` only loads them; `rules --follow CASE PATH...` tells hits
 * while files grow.
 */
export async function rulesCommand(args: string[]): Promise<number> {
  const follow = args.indexOf('--follow');
  if (follow >= 0) return followCommand(['--alert', ...args.toSpliced(follow, 1)]);
  const { values, positionals } = parseCommand(args, {
    rules: { type: 'string', multiple: true },
    check: { type: 'boolean' },
    level: { type: 'string' },
    limit: { type: 'string' },
    tz: { type: 'string' },
  });
  const lowest = levelOption(values.level);
  const choice = choiceOf(values);
  const named = [...(values.rules ?? []), ...(values.check === true ? positionals : [])];
  const paths =
    named.length > 0 ? named.map((path) => resolve(path)) : await profileRules(choice.dataFolder);
  const worker = createRuleWorker();
  try {
    const started = performance.now();
    const loaded = await worker.load(paths);
    const seconds = (performance.now() - started) / 1000;
    if (values.check === true) return check(loaded, seconds, values.json === true);
    const limit = wholeNumber('limit', values.limit, MOST_RECORDS);
    const code = await onPathOrCase('rules', positionals, choice, async (open) => {
      const ranAt = performance.now();
      const stop = new AbortController();
      const abort = (): void => stop.abort();
      process.once('SIGINT', abort);
      const pass = { signal: stop.signal, progress: tellBlocks };
      const { findings, rules } = await worker.run(open.store, formatsOf(open), pass);
      const shown = findings
        .filter(({ rule }) => rankOf(rule.level) >= lowest)
        .toSorted(gravestFirst);
      const document = {
        rules,
        hits: shown.map((finding) => hitDocument(open, finding, limit)),
        problems: loaded.problems,
        seconds: { load: seconds, run: (performance.now() - ranAt) / 1000 },
      };
      print(values.json === true ? JSON.stringify(document) : hitsText(document));
    });
    tellProblems(loaded);
    return code === EXIT.done && loaded.problems.length > 0 ? EXIT.incomplete : code;
  } finally {
    await worker.close();
  }
}

/** Progress for who watches; nothing for a script. */
function tellBlocks(done: number, of: number): void {
  if (process.stderr.isTTY)
    process.stderr.write(`\r${done} of ${of} blocks${done === of ? '\n' : ''}`);
}

function levelOption(text: string | undefined): number {
  if (text === undefined) return -1;
  const rank = RULE_LEVELS.findIndex((level) => level === text);
  if (rank < 0) throw usage(`--level takes ${RULE_LEVELS.join(', ')}, not "${text}".`);
  return rank;
}

function rankOf(level: string | null): number {
  return RULE_LEVELS.findIndex((one) => one === level);
}

function gravestFirst(a: FindingFacts, b: FindingFacts): number {
  return rankOf(b.rule.level) - rankOf(a.rule.level) || b.count - a.count;
}

function check(loaded: LoadedRules, seconds: number, json: boolean): number {
  const { rules, problems } = loaded;
  if (rules.length + problems.length === 0) {
    throw new Failure('NO_RULES', 'There is no rule there. Name a rule file or a folder of them.');
  }
  const listed = rules.map((rule) => ({
    ...rule,
    description: undefined,
    falsePositives: undefined,
  }));
  if (json) print(JSON.stringify({ loaded: rules.length, rules: listed, problems, seconds }));
  else print(`${rules.length} rules loaded, ${problems.length} not.`);
  tellProblems(loaded);
  return problems.length > 0 ? EXIT.incomplete : EXIT.done;
}

function tellProblems({ problems }: LoadedRules): void {
  for (const { file, line, title, message } of problems) {
    const what = title === null ? '' : ` (${title})`;
    process.stderr.write(`${file}${line === null ? '' : `:${line}`}${what}: ${message}\n`);
  }
}

interface HitsDocument {
  readonly rules: number;
  readonly hits: readonly ReturnType<typeof hitDocument>[];
}

function hitsText({ rules, hits }: HitsDocument): string {
  const lines = hits.map(
    ({ count, level, title, techniques, first, last }) =>
      `${String(count).padStart(7)}  ${(level ?? '-').padEnd(13)}  ${title}${techniques.length > 0 ? ` [${techniques.join(', ')}]` : ''}\n${' '.repeat(24)}${first ?? '-'} to ${last ?? '-'}`,
  );
  return [`${hits.length} of ${rules} rules hit`, ...lines].join('\n');
}
