import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KeyedTemplateRule, TemplateRule } from '#shared/model/template-rule.ts';
import {
  applyTemplateRules,
  patternOfLine,
  templateRuleKey,
} from '../../../../main/iq/apply-template-rules.ts';
import { explainTemplate } from '../../../../main/iq/explain-template.ts';
import { mineTemplates } from '../../../../main/iq/index.ts';
import { row, rows } from './skeleton-rows.ts';

const keyed = (rule: TemplateRule): KeyedTemplateRule => ({ key: templateRuleKey(rule), rule });

const LINES = [
  'user ann logged in',
  'user ben logged in',
  'login of ann',
  'disk # full',
  'Error: timeout',
  'Error: disk # broken',
];

const texts = (lines: readonly string[], ...rules: TemplateRule[]): string[] =>
  mineTemplates(rows(...lines), rules.map(keyed))
    .templates.map(({ text, name }) => (name === null ? text : `${name}: ${text}`))
    .sort();

const USERS = ['user ', null, ' logged in'];
const MERGE: TemplateRule = { kind: 'merge', patterns: [USERS, ['login of ann']] };
const PIN: TemplateRule = { kind: 'pin', pattern: USERS, slot: 0, values: null };

describe('rules by hand', () => {
  it('make templates one, split them, keep a slot constant and give names', () => {
    expect(texts(LINES)).toEqual([
      'Error: disk <*> broken',
      'Error: timeout',
      'disk <*> full',
      'login of ann',
      'user <*> logged in',
    ]);
    expect(texts(LINES, MERGE)).toHaveLength(4);
    expect(texts(LINES, PIN)).toEqual([
      'Error: disk <*> broken',
      'Error: timeout',
      'disk <*> full',
      'login of ann',
      'user ann logged in',
      'user ben logged in',
    ]);
    const some: TemplateRule = { ...PIN, values: ['ben'] };
    expect(texts([...LINES, 'user cid logged in'], some)).toContain('user ben logged in');
    expect(texts([...LINES, 'user cid logged in'], some)).toContain('user <*> logged in');
    const apart: TemplateRule = { kind: 'apart', lines: [patternOfLine('user ann logged in')] };
    expect(texts(LINES, apart)).toContain('user ann logged in');
    const named: TemplateRule = { kind: 'rename', pattern: USERS, name: 'Logins' };
    expect(texts(LINES, named)).toContain('Logins: user <*> logged in');
    // One after the other: what was merged is split again.
    expect(texts(LINES, MERGE, apart)).toHaveLength(5);
  });

  it('mean the same template when other records are seen', () => {
    // It was narrow when the rule was made, and is wider now; and the other way round.
    const narrow: TemplateRule = { kind: 'rename', pattern: ['closed for user ann'], name: 'L' };
    expect(texts(['closed for user ann', 'closed for user ben'], narrow)).toEqual([
      'L: closed for user <*>',
    ]);
    const wide: TemplateRule = { kind: 'rename', pattern: USERS, name: 'U' };
    expect(texts(['user dora logged in'], wide)).toEqual(['U: user dora logged in']);
    // Not what only begins alike, nor everything that a pattern without words would fit.
    const error: TemplateRule = { kind: 'rename', pattern: ['Error: ', null], name: 'E' };
    expect(texts(['Error: timeout', 'Error: disk # broken'], error)).toEqual([
      'E: Error: timeout',
      'Error: disk <*> broken',
    ]);
    const bare: TemplateRule = { kind: 'rename', pattern: [null, ' ', null], name: 'X' };
    expect(texts(['disk full'], bare)).toEqual(['disk full']);
  });

  it('have one key for one thing: a template has one name', () => {
    const one = templateRuleKey({ kind: 'rename', pattern: ['a'], name: 'x' });
    expect(templateRuleKey({ kind: 'rename', pattern: ['a'], name: 'y' })).toBe(one);
    expect(templateRuleKey({ kind: 'rename', pattern: ['b'], name: 'x' })).not.toBe(one);
    expect(templateRuleKey({ ...PIN, values: ['ann'] })).not.toBe(templateRuleKey(PIN));
  });

  const word = fc.constantFrom('ann', 'ben', 'disk', 'full', '#', 'Error:', 'x');
  const line = fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => words.join(' '));
  const pattern = line.map((text) => patternOfLine(text.replaceAll('#', '\u0000')));
  const rule: fc.Arbitrary<TemplateRule> = fc.oneof(
    fc.record({
      kind: fc.constant('merge' as const),
      patterns: fc.array(pattern, { minLength: 2, maxLength: 3 }),
    }),
    fc.record({
      kind: fc.constant('apart' as const),
      lines: fc.array(pattern, { minLength: 1, maxLength: 3 }),
    }),
    fc.record({
      kind: fc.constant('pin' as const),
      pattern,
      slot: fc.nat(2),
      values: fc.option(fc.array(word, { minLength: 1, maxLength: 2 })),
    }),
    fc.record({ kind: fc.constant('rename' as const), pattern, name: fc.constant('n') }),
  );

  it('lose no skeleton and give each one template, whatever they are, and said twice say nothing more', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(line, { minLength: 1, maxLength: 12 }),
        fc.array(rule, { maxLength: 5 }),
        (lines, wanted) => {
          const masked = lines.map((text) => text.replaceAll('#', '\u0000'));
          const groups = masked.map((text) => [text]);
          const rules = wanted.map(keyed);
          const once = applyTemplateRules(groups, rules);
          expect(once.flatMap((group) => group.lines).sort()).toEqual([...masked].sort());
          expect(once.every((group) => group.lines.length > 0)).toBe(true);
          const last = rules.at(-1);
          if (last === undefined) return;
          const twice = applyTemplateRules(groups, [...rules, last]);
          const sets = (all: typeof once): string[] =>
            all.map((group) => [...group.lines].sort().join('\n')).sort();
          if (last.rule.kind !== 'pin') expect(sets(twice)).toEqual(sets(once));
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('the explanation of a template', () => {
  it('names the slot that differs and its words, and what hands did', () => {
    const all = [
      row(1, 'user ann left #', { count: 5 }),
      row(2, 'user ben left #'),
      row(3, 'user ann left #\njava\u0001x', { count: 2 }),
    ];
    const { templates } = mineTemplates(all);
    const [template] = templates;
    if (template === undefined) throw new Error('no template');
    const told = explainTemplate(template, all);
    expect(told.because).toEqual([
      'Merged because these 2 skeletons differ only in slot 1.',
      'Slot 1 holds 2 words there: “ann”, “ben”.',
      'The same line is followed by 2 different stack traces.',
    ]);
    expect(told.lines).toMatchObject([
      { skeletonId: 1, text: 'user ann left <*>', count: 7, values: ['ann', '<*>'] },
      { skeletonId: 2, text: 'user ben left <*>', count: 1, values: ['ben', '<*>'] },
    ]);
    expect(told.slots).toEqual([
      {
        open: 0,
        words: [
          { word: 'ann', count: 7 },
          { word: 'ben', count: 1 },
        ],
      },
      { open: 8, words: [] },
    ]);
  });
});
