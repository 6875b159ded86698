import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BUILT_THREADS } from '../../built-threads.ts';
import {
  createPlaybookDesk,
  playbookOf,
  type PlaybookEvent,
  type PlaybookWays,
} from '../../../../main/assistant/index.ts';
import { createCaseFile, makeHeader } from '../../../../main/cases/index.ts';
import { openCase, type OpenCase } from '../../../../main/open-case.ts';

const never = new AbortController().signal;
const NEVER = { cancel: never, interrupt: never };
const NOBODY: PlaybookWays = { models: null, ask: () => Promise.resolve(null) };

const written = (steps: string, more = '') => {
  const text = `playbook: mine\ntitle: Mine\nabout: A test.\n${more}steps:\n${steps}`;
  return { text, playbook: playbookOf(text, 'mine.yaml').playbook };
};

const LOG = Array.from(
  { length: 20 },
  (_, at) =>
    `2026-05-06T08:00:${String(at).padStart(2, '0')}.000Z ${at % 4 === 0 ? 'ERROR mail bounced' : 'INFO mail sent'}`,
);

const folder = mkdtempSync(join(tmpdir(), 'error-iq-test-'));
const key = randomBytes(32);
let open: OpenCase;

async function opened(path: string, created: { name: string; zone: string } | null) {
  return openCase({ path, key, signer: null, created }, () => {});
}

// Opening a case takes longer than running a playbook: all tests but the one that kills share one.
beforeAll(async () => {
  const path = join(folder, 'shared.eiq');
  createCaseFile(path, key, makeHeader('vault'));
  open = await opened(path, { name: 'shared', zone: 'UTC' });
  writeFileSync(join(folder, 'mail.log'), `${LOG.join('\n')}\n`);
  await open.read({ kind: 'paths', paths: [join(folder, 'mail.log')] });
});
afterAll(async () => {
  await open.close();
  rmSync(folder, { recursive: true, force: true });
});

const kindsOf = async (open: OpenCase): Promise<string[]> =>
  (await open.journalList(null, 100)).map(({ kind }) => kind);

const COUNT = "  - id: n\n    count: { query: 'level:error' }\n";
const WRITE =
  '  - id: kept\n    finding: { title: "{{n.total}} bounced", cites: [n] }\n  - id: wait\n    ask: { question: Go on? }\n' +
  '  - id: again\n    finding: { title: "The answer was {{wait}}" }\n';

describe('a run of a playbook', () => {
  test('that is killed in the middle goes on where it was, and does nothing twice', async () => {
    // Closed cases are files that can be copied.
    const path = join(folder, 'killed.eiq');
    await open.close();
    copyFileSync(open.path, path);
    open = await opened(open.path, null);
    const { text } = written(COUNT + WRITE);
    const [keyFile, file] = [join(folder, 'key.test'), join(folder, 'mine.yaml')];
    writeFileSync(keyFile, key);
    writeFileSync(file, text);
    const child = spawn(
      process.execPath,
      [...BUILT_THREADS, join(import.meta.dirname, 'playbook-child.ts'), path, keyFile, file],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    for await (const line of createInterface({ input: child.stdout })) {
      if (line === 'wait running') child.kill('SIGKILL');
    }
    if (child.signalCode === null) await once(child, 'exit');

    const again = await opened(path, null);
    try {
      expect((await again.findings()).map(({ title }) => title)).toEqual(['5 bounced']);
      const desk = createPlaybookDesk(again, { ...NOBODY, ask: () => Promise.resolve('yes') });
      const [begun] = await desk.begun();
      expect(begun).toMatchObject({ playbook: 'mine', done: 2 });
      const states: string[] = [];
      const ended = await desk.resume(begun?.run ?? '', NEVER, (event) => {
        if (event.type === 'step') states.push(`${event.step.path} ${event.state}`);
      });
      expect(states).toEqual([
        'n known',
        'kept known',
        'wait running',
        'wait done',
        'again running',
        'again done',
      ]);
      expect(ended.steps.map(({ path }) => path)).toEqual(['n', 'kept', 'wait', 'again']);
      const findings = await again.findings();
      expect(findings.map(({ title }) => title).toSorted()).toEqual([
        '5 bounced',
        'The answer was yes',
      ]);
      expect(ended.findings.length).toBe(2);
      expect((await kindsOf(again)).filter((kind) => /finding|playbook/.test(kind))).toEqual([
        'playbook.ended',
        'finding.added',
        'finding.added',
        'playbook.begun',
      ]);
      expect((await again.journalVerify()).broken).toBeNull();
      expect(await desk.begun()).toEqual([]);
      await expect(desk.resume(begun?.run ?? '', NEVER)).rejects.toThrow('has ended already');
    } finally {
      await again.close();
    }
  });

  test('branches, loops within its limit, runs beside each other, and gives typed outputs', async () => {
    const known = written(
      `  - id: both
    parallel:
      steps:
        - id: bad
          search: { query: 'level:error', limit: 3 }
        - id: good
          count: { query: 'level:info' }
  - id: rounds
    each:
      in: '["a", "b", "c", "d"]'
      as: letter
      most: 3
      steps:
        - id: odd
          if:
            condition: round % 2 = 1
            do:
              - id: said
                say: { text: 'Round {{round}} of {{letter}}', cites: [bad] }
  - id: skipped
    when: bad.total > 100
    say: { text: never }
  - id: last
    say: { text: '{{size(rounds)}} rounds, {{plural(good.total, "mail", "mails")}}{{skipped}}', cites: [good] }
`,
      'outputs:\n  rounds: { type: list, value: \'pluck(rounds, "letter")\' }\n  bad: { type: number, value: bad.total }\n',
    );
    const desk = createPlaybookDesk(open, NOBODY);
    const ended = await desk.run(known, {}, NEVER);
    expect(ended.statements.map(({ text, standing }) => [text, standing])).toEqual([
      ['Round 1 of a', 'supported'],
      ['Round 3 of c', 'supported'],
      ['3 rounds, 15 mails', 'supported'],
    ]);
    expect(ended.statements[0]?.cites).toEqual(ended.statements[1]?.cites);
    expect(ended.statements[2]?.figures).toEqual([
      { value: 15, query: 'level:info', fromUs: null, toUs: null },
    ]);
    expect(ended.outputs).toEqual({ rounds: ['a', 'b', 'c'], bad: 5 });
    expect(ended.steps.map(({ path }) => path)).toEqual([
      'bad',
      'good',
      'rounds[0].said',
      'rounds[2].said',
      'last',
    ]);
    const [kept] = await desk.ended();
    expect(kept).toMatchObject({ run: ended.run, outcome: 'done' });
  });

  test('that fails says in which file, at which line and step, and keeps what it had done', async () => {
    const desk = createPlaybookDesk(open, NOBODY);
    const fails: [string, RegExp][] = [
      [`${COUNT}  - id: bad\n    search: { query: 'level:(' }\n`, /^mine\.yaml:7: step "bad": /],
      [
        `${COUNT}  - id: who\n    ask: { question: Who? }\n`,
        /^mine\.yaml:7: step "who": Nobody answered "Who\?"/,
      ],
      [
        `${COUNT}  - id: one\n    tool: { name: record, input: { record: nonsense } }\n`,
        /step "one": The tool "record" does not take this/,
      ],
      [
        `${COUNT}  - id: t\n    set: { value: 'before("soon", 1)' }\n`,
        /step "t": "soon" is not a time/,
      ],
      [
        `  - id: far\n    each:\n      in: 'merge(${'[1,2,3,4,5,6,7,8,9,10],'.repeat(5).slice(0, -1)})'\n      as: one\n      most: 50\n      steps:\n${Array.from({ length: 11 }, (_, at) => `        - id: s${at}\n          set: { value: '1' }\n`).join('')}`,
        /takes more than 500 steps/,
      ],
    ];
    for (const [steps, expected] of fails) {
      await expect(desk.run(written(steps), {}, NEVER)).rejects.toThrow(expected);
    }
    const runs = (await desk.ended()).slice(0, fails.length);
    expect(runs.map(({ outcome }) => outcome)).toEqual(fails.map(() => 'failed'));
    expect(runs[1]?.steps.map(({ path }) => path)).toEqual(['n']);
    expect(runs[1]?.failure?.code).toBe('EXPRESSION_FAILED');
    await expect(
      desk.run(written(COUNT, 'outputs:\n  x: { type: list, value: n.total }\n'), {}, NEVER),
    ).rejects.toThrow('the output "x" is no list');
  });

  test('takes inputs of the types that it says, and names what is missing or wrong', async () => {
    const desk = createPlaybookDesk(open, NOBODY);
    const inputs = `inputs:
  q: { type: query, title: Which }
  most: { type: number, title: Most, default: 2 }
  from: { type: time, title: From, optional: true }
  how: { type: choice, title: How, options: [fast, well], default: well }
`;
    const known = written(
      `  - id: found\n    search: { query: '{{inputs.q}}', from: '{{inputs.from}}', limit: 5 }\n  - id: s\n    say: { text: '{{size(top(found.records, inputs.most))}} {{inputs.how}} of {{found.total}}', cites: [found] }\n`,
      inputs,
    );
    const before = (await desk.ended()).length;
    const said = async (given: Record<string, string>) =>
      (await desk.run(known, given, NEVER)).statements[0]?.text;
    expect(await said({ q: 'level:error' })).toBe('2 well of 5');
    expect(
      await said({ q: 'level:error', most: '1', how: 'fast', from: '2026-05-06T08:00:10Z' }),
    ).toBe('1 fast of 2');
    for (const [given, expected] of [
      [{}, 'The input "q" (Which) must be given'],
      [{ q: 'x', z: '1' }, 'There is no input "z". There are: q, most, from, how'],
      [{ q: '(' }, 'The input "q" (Which) is a query'],
      [{ q: 'x', most: 'few' }, 'The input "most" (Most) is a number'],
      [{ q: 'x', from: 'soon' }, 'The input "from" (From) is a time'],
      [{ q: 'x', how: 'badly' }, 'The input "how" (How) is one of: fast, well'],
    ] as const) {
      await expect(desk.run(known, given, NEVER)).rejects.toThrow(expected);
    }
    // What was refused did not begin.
    expect((await desk.ended()).length - before).toBe(2);
  });

  test('can be cancelled, or interrupted so that it goes on later; and what asks is answered', async () => {
    const known = written(COUNT + WRITE);
    const cancel = new AbortController();
    const interrupt = new AbortController();
    const stopWhen = (stop: AbortController) => (event: PlaybookEvent) => {
      if (event.type === 'step' && event.state === 'running' && event.step.path === 'wait')
        stop.abort();
    };
    const waiting = createPlaybookDesk(open, {
      models: null,
      ask: (_step, _asking, signal) =>
        new Promise((_resolve, reject) => {
          const stop = (): void => reject(new Error('stopped'));
          if (signal.aborted) stop();
          else signal.addEventListener('abort', stop);
        }),
    });
    await expect(
      waiting.run(known, {}, { ...NEVER, interrupt: interrupt.signal }, stopWhen(interrupt)),
    ).rejects.toMatchObject({ code: 'CANCELLED' });
    const [begun] = await waiting.begun();
    expect(begun?.done).toBe(2);
    await expect(
      waiting.resume(begun?.run ?? '', { ...NEVER, cancel: cancel.signal }, stopWhen(cancel)),
    ).rejects.toMatchObject({ code: 'CANCELLED' });
    const [cancelledRun] = await waiting.ended();
    expect(cancelledRun).toMatchObject({ outcome: 'cancelled', findings: [expect.any(String)] });
    expect((await open.findings()).length).toBe(1);

    // What was interrupted can be given up, too.
    const other = new AbortController();
    await waiting
      .run(known, {}, { ...NEVER, interrupt: other.signal }, stopWhen(other))
      .catch(() => {});
    const [left] = await waiting.begun();
    await waiting.giveUp(left?.run ?? '');
    expect(await waiting.begun()).toEqual([]);
    const [given] = await waiting.ended();
    expect(given).toMatchObject({ run: left?.run, outcome: 'cancelled' });
  });
});
