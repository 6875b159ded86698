import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SkeletonStats } from '#shared/model/template.ts';
import { compileGlob } from '../../../../../main/iq/grouping/glob.ts';
import { readGroupingRules } from '../../../../../main/iq/grouping/index.ts';
import { foldIssues, mineTemplates } from '../../../../../main/iq/index.ts';
import { row } from '../skeleton-rows.ts';

const trace = (...lines: string[]): string => ['failed', '\u0001python', ...lines].join('\n');
const A = trace(
  '!KeyError',
  '+cart.total\tshop/cart.py',
  '+views.show\tshop/views.py',
  '-app.run\tlib/flask/app.py',
);
const B = trace('!KeyError', '+cart.total\tshop/cart.py', '+jobs.nightly\tshop/jobs.py');
const C = trace('!ValueError', '+mail.send\tshop/mail.py');

/** Issues of rows under rules, each as the ids of its rows. */
function grouped(
  texts: readonly string[],
  rules: { fingerprint?: string; stackTrace?: string },
): number[][] {
  const read = readGroupingRules({ fingerprint: '', stackTrace: '', ...rules });
  expect(read.problems).toEqual([]);
  return issuesOf(
    texts.map((text, at) => row(at + 1, text, { level: 'error' })),
    read.rules,
  ).map((issue) => [...issue.skeletonIds]);
}

function issuesOf(
  rows: readonly SkeletonStats[],
  rules: ReturnType<typeof readGroupingRules>['rules'],
) {
  const { templates, templateOf } = mineTemplates(rows);
  return foldIssues(rows, templateOf, templates, {
    rules,
    hand: { merges: new Map(), splits: new Map() },
  });
}

const sorted = (groups: number[][]): number[][] =>
  groups.toSorted((a, b) => (a[0] ?? 0) - (b[0] ?? 0));

describe('stack trace rules', () => {
  it.each([
    ['nothing', '', [[1], [2], [3]]],
    ['max-frames=1', 'family:other max-frames=1', [[1, 2], [3]]],
    ['-group of a function', 'stack.function:show -group\nfunction:nightly -group', [[1, 2], [3]]],
    ['-app of a path', '# ours\npath:**/views.py -app\npath:**/jobs.py -app', [[1, 2], [3]]],
    ['v-group from a frame down', 'stack.function:total v-group', [[1, 2], [3]]],
    ['a family that it is not of', 'family:javascript max-frames=1', [[1], [2], [3]]],
    [
      'a caller',
      '[ stack.function:show ] | stack.function:total v-group\nfunction:nightly -group',
      [[1, 2], [3]],
    ],
    [
      'a callee',
      'stack.function:show | [ function:total ] -group\nstack.function:nightly | [ function:total ] -group',
      [[1, 2], [3]],
    ],
    ['negation', '!stack.function:total -group', [[1, 2], [3]]],
    [
      'min-frames that none of one exception has',
      'error.type:KeyError min-frames=3',
      [[1, 2], [3]],
    ],
    ['min-frames that all have', 'family:other min-frames=1', [[1], [2], [3]]],
    ['the outermost frame', 'family:other max-frames=1 invert-stacktrace=1', [[1], [2], [3]]],
    ['another exception', 'error.type:KeyError max-frames=1', [[1, 2], [3]]],
  ])('%s', (_, stackTrace, groups) => {
    expect(sorted(grouped([A, B, C], { stackTrace }))).toEqual(groups);
  });

  it('tell by what is said where frames are fewer than min-frames', () => {
    const bare = '!KeyError\n+app.run\tshop/app.py';
    const texts = [`no cart\n\u0001python\n${bare}`, `no mail\n\u0001python\n${bare}`];
    expect(grouped(texts, {})).toHaveLength(1);
    expect(grouped(texts, { stackTrace: 'family:other min-frames=2' })).toHaveLength(2);
  });

  it('take library frames in with +group', () => {
    const plain = trace('!KeyError', '+cart.total\tshop/cart.py', '-pool.get\tlib/pool.py');
    const other = trace('!KeyError', '+cart.total\tshop/cart.py', '-http.get\tlib/http.py');
    expect(grouped([plain, other], {})).toHaveLength(1);
    expect(grouped([plain, other], { stackTrace: 'path:lib/** +group' })).toHaveLength(2);
  });
});

describe('fingerprint rules', () => {
  it('override the grouping, by type, function, message and level', () => {
    expect(sorted(grouped([A, B, C], { fingerprint: 'error.type:KeyError -> rates' }))).toEqual([
      [1, 2],
      [3],
    ]);
    expect(sorted(grouped([A, B, C], { fingerprint: 'stack.function:* -> all' }))).toEqual([
      [1, 2, 3],
    ]);
    expect(
      sorted(grouped([A, B, C], { fingerprint: 'message:"FAILED" level:error -> all' })),
    ).toEqual([[1, 2, 3]]);
    expect(
      sorted(grouped([A, B, C], { fingerprint: 'app:yes function:show path:**/cart.py -> never' })),
    ).toEqual([[1], [2], [3]]);
  });

  it('refine it with {{ default }}', () => {
    const twice = [A, A.replace('failed', 'gave up')];
    expect(grouped(twice, {})).toHaveLength(1);
    expect(
      grouped(twice, { fingerprint: 'error.type:KeyError -> {{ default }}, {{ message }}' }),
    ).toHaveLength(2);
    expect(
      sorted(grouped([A, B, C], { fingerprint: 'stack.function:* -> {{ default }}' })),
    ).toEqual([[1], [2], [3]]);
  });

  it('give a title, and the first that fits counts', () => {
    const { rules } = readGroupingRules({
      fingerprint: 'type:KeyError -> rates title="No rate: {{ error.type }}"\ntype:* -> other',
      stackTrace: '',
    });
    const issues = issuesOf([row(1, A, { level: 'error' }), row(2, C, { level: 'error' })], rules);
    expect(issues.map(({ title }) => title).sort()).toEqual([
      'No rate: KeyError',
      'ValueError in mail.send',
    ]);
  });
});

describe('rules that are none', () => {
  it('are named with their line, and the others are used', () => {
    const { rules, problems } = readGroupingRules({
      fingerprint:
        'error.type:A\nlogger:x -> y\nerror.type:A -> {{ transaction }}\n\n# fine\nerror.type:A -> b\ntype:"x -> y',
      stackTrace: 'function:x\nfunktion:x -app\n-app\n[ a:b ] | -app\napp:perhaps -app',
    });
    expect(rules.fingerprint).toHaveLength(1);
    expect(rules.stackTrace).toHaveLength(0);
    expect(problems.map(({ of, line, message }) => `${of} ${line}: ${message}`)).toEqual([
      'fingerprint 1: it has no "->" between matchers and fingerprint',
      'fingerprint 2: "logger" is not supported: issues are made from what messages say',
      'fingerprint 3: {{ transaction }} is not supported',
      'fingerprint 7: it has no "->" between matchers and fingerprint',
      'stackTrace 1: it does nothing; end it with an action such as -app',
      'stackTrace 2: "funktion" is not known',
      'stackTrace 3: it has no matcher; begin it with one such as stack.function:main',
      'stackTrace 4: it has no matcher; begin it with one such as stack.function:main',
      'stackTrace 5: app takes yes or no, not "perhaps"',
    ]);
  });
});

describe('compileGlob', () => {
  const path = { path: true, ignoreCase: true };
  it.each([
    ['**/node_modules/**', '/app/node_modules/a/b.js', true],
    ['**/node_modules/**', 'node_modules/a.js', true],
    ['**/vendor/foo/*.c', '/src/vendor/foo/a.c', true],
    ['**/vendor/foo/*.c', '/src/vendor/foo/b/a.c', false],
    ['**/*.GEN.c', 'C:\\src\\x.gen.C', true],
  ])('%s on %s', (pattern, text, fits) => {
    expect(compileGlob(pattern, path)(text)).toBe(fits);
  });

  it('agrees with a regular expression', () => {
    const sign = fc.constantFrom('a', 'b', '.', '*', '?');
    fc.assert(
      fc.property(
        fc.array(sign, { maxLength: 8 }),
        fc.array(fc.constantFrom('a', 'b', '.'), { maxLength: 8 }),
        (pattern, text) => {
          const regex = new RegExp(
            `^${pattern.map((one) => (one === '*' ? '.*' : one === '?' ? '.' : one === '.' ? '\\.' : one)).join('')}$`,
          );
          const glob = compileGlob(pattern.join(''), { path: false, ignoreCase: false });
          expect(glob(text.join(''))).toBe(regex.test(text.join('')));
        },
      ),
      { numRuns: 1000, seed: 3 },
    );
  });
});
