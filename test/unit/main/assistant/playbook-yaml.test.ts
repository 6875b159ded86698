import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Failure } from '#shared/model/failure.ts';
import {
  playbookOf,
  readPlaybookYaml,
  writePlaybookYaml,
} from '../../../../main/assistant/index.ts';
import { anyPlaybook } from '../../shared/playbook/any-playbook.ts';

const FOLDER = join(import.meta.dirname, '../../../../resources/playbooks');
const SHIPPED = readdirSync(FOLDER).map((name) => readFileSync(join(FOLDER, name), 'utf8'));

const head = 'playbook: a\ntitle: A\nabout: About a.\n';
const problems = (text: string): string[] =>
  readPlaybookYaml(text).problems.map(
    ({ line, step, message }) => `${line} ${step ?? '-'} ${message}`,
  );

describe('the YAML of a playbook', () => {
  test('whatever it says, what is written is read as it was', () => {
    fc.assert(
      fc.property(anyPlaybook, (playbook) => {
        const text = writePlaybookYaml(playbook);
        const read = readPlaybookYaml(text);
        expect(read.problems).toEqual([]);
        expect(read.playbook).toEqual(playbook);
        expect(read.lines.get('s1')).toBeGreaterThan(4);
      }),
      { numRuns: 150, seed: 6 },
    );
    for (const text of SHIPPED) {
      const { playbook } = playbookOf(text, 'x.yaml');
      expect(playbookOf(writePlaybookYaml(playbook), 'x.yaml').playbook).toEqual(playbook);
    }
  });

  test.each([
    [
      'playbook: A b\ntitle: A\nabout: a\nsteps: []\n',
      /^1 - playbook: It is made of small letters/,
    ],
    [
      `${head}steps:\n  - id: one\n    serch: { query: x }\n`,
      /^5 - The step does nothing|^5 one The step does nothing/,
    ],
    [`${head}steps:\n  - id: one\n    search: { query: x, limit: 900 }\n`, /^6 one limit: /],
    [
      `${head}steps:\n  - id: one\n    search: { query: x }\n    count: { query: x }\n`,
      /^5 one The step does search and count at once/,
    ],
    [
      `${head}steps:\n  - id: one\n    say:\n      text: a\n      cites: [two]\n`,
      /^8 one "two" is no step before this one/,
    ],
    [
      `${head}steps:\n  - id: one\n    set:\n      value: 1 +\n`,
      /^7 one Expression, at character 4: It ends too early/,
    ],
    [
      `${head}steps:\n  - id: one\n    set: { value: '1' }\n  - id: one\n    set: { value: '1' }\n`,
      /^7 one Another step is named "one" too/,
    ],
    [
      `${head}steps:\n  - id: one\n    tool: { name: delete_all }\n`,
      /^6 one There is no tool "delete_all"/,
    ],
    [
      `${head}steps:\n  - id: one\n    tool: { name: issue, input: { id: x } }\n`,
      /^6 one The tool "issue" takes no "id"/,
    ],
    [
      `${head}steps:\n  - id: p\n    parallel:\n      steps:\n        - id: a\n          set: { value: '1' }\n        - id: b\n          set: { value: a }\n`,
      /^11 b "a" is no step before/,
    ],
    [`${head}steps: [\n`, /^\d+ - YAML: /],
    ['- a\n- b\n', /^1 - Invalid input/],
  ])('what is wrong names its line and step: %#', (text, expected) => {
    expect(problems(text).join('\n')).toMatch(expected);
    expect(() => playbookOf(text, 'mine.yaml')).toThrow(/mine\.yaml:\d+: /);
  });

  test('no text makes it throw, run long or grow large', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x]\n${'bcdefghij'
      .split('')
      .map((name, at) => `${name}: &${name} [${Array(8).fill(`*${'abcdefghi'[at]}`).join(',')}]`)
      .join('\n')}\n`;
    const broken = fc
      .tuple(fc.constantFrom(...SHIPPED), fc.nat(6000), fc.nat(200), fc.string({ maxLength: 20 }))
      .map(([text, at, cut, put]) => text.slice(0, at) + put + text.slice(at + cut));
    const text = fc.oneof(
      broken,
      fc.string({ maxLength: 300 }),
      fc.constantFrom(bomb, '{{', `${head}steps: *x`),
    );
    fc.assert(
      fc.property(text, (source) => {
        const { playbook, problems: found } = readPlaybookYaml(source);
        expect(playbook === null).toBe(found.length > 0);
        for (const { line, message } of found) {
          expect(line).toBeGreaterThan(0);
          expect(line).toBeLessThanOrEqual(source.split('\n').length + 1);
          expect(message).not.toBe('');
        }
      }),
      { numRuns: 150, seed: 6 },
    );
    expect(() => playbookOf('x'.repeat(300_000), 'long.yaml')).toThrow(Failure);
  });
});
