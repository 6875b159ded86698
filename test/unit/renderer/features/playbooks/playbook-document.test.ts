import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { innerLists, STEP_KINDS, type Playbook, type Step } from '#shared/playbook/playbook.ts';
import { readPlaybookYaml, writePlaybookYaml } from '../../../../../main/assistant/index.ts';
import { layFlow } from '../../../../../renderer/features/playbooks/flow-layout.ts';
import {
  outlineOf,
  valueAt,
  withMoved,
  withoutStep,
  withStep,
  withValue,
  type OutlineList,
  type OutlineStep,
} from '../../../../../renderer/features/playbooks/playbook-document.ts';
import { anyPlaybook } from '../../../shared/playbook/any-playbook.ts';

const shape = (steps: readonly Step[]): unknown[] =>
  steps.map((step) => [step.id, step.kind, ...innerLists(step).map(([, inner]) => shape(inner))]);
const drawn = ({ steps }: OutlineList): unknown[] =>
  steps.map(({ id, kind, lists }) => [
    id,
    kind,
    ...lists.filter(({ name, steps: inner }) => name !== 'else' || inner.length > 0).map(drawn),
  ]);
const all = (list: OutlineList | null): OutlineStep[] =>
  (list?.steps ?? []).flatMap((step) => [step, ...step.lists.flatMap(all)]);
const lists = (list: OutlineList): OutlineList[] => [
  list,
  ...list.steps.flatMap((step) => step.lists.flatMap(lists)),
];
const read = (text: string): Playbook | null => readPlaybookYaml(text).playbook;

describe('the picture and the YAML of a playbook', () => {
  test('show the same, and a value that is set to what it is changes nothing', () => {
    fc.assert(
      fc.property(anyPlaybook, fc.nat(), (playbook, pick) => {
        const text = writePlaybookYaml(playbook);
        const outline = outlineOf(text);
        if (outline === null) throw new Error('there is no picture');
        expect(drawn(outline)).toEqual(shape(playbook.steps));
        const flow = layFlow(outline);
        expect(flow.steps.map(({ step }) => step.id)).toEqual(all(outline).map(({ id }) => id));
        // No two lie on each other.
        expect(new Set(flow.steps.map(({ x, y }) => `${x} ${y}`)).size).toBe(flow.steps.length);
        const step = flow.steps[pick % flow.steps.length]?.step;
        const place = [...(step?.place ?? []), 'id'];
        expect(read(withValue(text, place, valueAt(text, place)))).toEqual(playbook);
      }),
      { numRuns: 60, seed: 6 },
    );
  });

  test('stay in step whatever is added, moved, taken out and put back', () => {
    const change = fc.record({
      how: fc.constantFrom('add', 'move', 'remove'),
      kind: fc.constantFrom(...STEP_KINDS),
      a: fc.nat(),
      b: fc.nat(),
      at: fc.nat(4),
    });
    fc.assert(
      fc.property(anyPlaybook, fc.array(change, { maxLength: 6 }), (playbook, changes) => {
        let text = `# why it is there\n${writePlaybookYaml(playbook)}`;
        for (const { how, kind, a, b, at } of changes) {
          const outline = outlineOf(text);
          if (outline === null) throw new Error('there is no picture');
          const [steps, places] = [all(outline), lists(outline)];
          const step = steps[a % steps.length];
          const list = places[b % places.length];
          if (step === undefined || list === undefined) continue;
          const before = new Set(steps.map(({ id }) => id));
          if (how === 'add') text = withStep(text, list.place, at, kind).text;
          else if (how === 'move') text = withMoved(text, step.place, list.place, at);
          else text = withoutStep(text, step.place);
          const after = outlineOf(text);
          const ids = all(after).map(({ id }) => id);
          expect(new Set(ids).size).toBe(ids.length);
          if (how === 'move') expect(new Set(ids)).toEqual(before);
          if (how === 'add') expect(ids.length).toBeGreaterThan(before.size);
        }
        expect(text.startsWith('# why it is there\n')).toBe(true);
        const left = read(text);
        const outline = outlineOf(text);
        // What cannot run any more, such as an empty loop, says why; the rest is the same in both.
        if (left !== null && outline !== null) {
          expect(all(outline).map(({ id }) => id)).toEqual(idsOf(left.steps));
        }
      }),
      { numRuns: 60, seed: 6 },
    );
  });

  test('what is added can be run as it is, whatever its kind', () => {
    for (const kind of STEP_KINDS) {
      const text =
        'playbook: a\ntitle: A\nabout: About.\nsteps:\n  - id: first\n    say: { text: x }\n';
      const { text: added } = withStep(text, ['steps'], 1, kind);
      expect(readPlaybookYaml(added).problems).toEqual([]);
    }
  });
});

const idsOf = (steps: readonly Step[]): string[] =>
  steps.flatMap((step) => [step.id, ...innerLists(step).flatMap(([, inner]) => idsOf(inner))]);
