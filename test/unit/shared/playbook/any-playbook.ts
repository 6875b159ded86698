import fc from 'fast-check';
import type { Playbook, Step } from '#shared/playbook/playbook.ts';

/** Texts that YAML may misread: numbers, words of its own, signs, spaces, lines. */
const someText = fc.oneof(
  fc.string({ minLength: 1, maxLength: 40 }).filter((text) => !text.includes('{{')),
  fc.constantFrom(
    'null',
    'yes',
    '1e3',
    '- a: b',
    '# no comment',
    'two\nlines',
    "it's",
    '"',
    ' x ',
    '{{1 + 1}}',
    'é ü 日',
  ),
);
const someExpression = fc.constantFrom('1 + 1', 'inputs.q', 'size(inputs.q) > 2', '"a" in ["a"]');
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });

/** What a step says, by its kind; inner steps are put in by `stepsOf`. */
function bodies(depth: number): fc.Arbitrary<Pick<Step, 'kind' | 'body'>> {
  const side = { query: someText, from: maybe(someText), to: maybe(someText) };
  const flat: fc.Arbitrary<unknown>[] = [
    fc.record({
      kind: fc.constant('search'),
      body: fc.record({ ...side, limit: maybe(fc.integer({ min: 1, max: 100 })) }),
    }),
    fc.record({ kind: fc.constant('count'), body: fc.record(side) }),
    fc.record({
      kind: fc.constant('compare'),
      body: fc.record({
        a: fc.record(side),
        b: fc.record({ ...side, outside: maybe(fc.boolean()) }),
      }),
    }),
    fc.record({
      kind: fc.constant('tool'),
      body: fc.record({
        name: fc.constant('values'),
        input: fc.record({ query: someText, field: someText }),
      }),
    }),
    fc.record({ kind: fc.constant('set'), body: fc.record({ value: someExpression }) }),
    fc.record({
      kind: fc.constant('ask'),
      body: fc.record({ question: someText, default: maybe(someText) }),
    }),
    fc.record({ kind: fc.constant('model'), body: fc.record({ question: someText }) }),
    fc.record({
      kind: fc.constant('say'),
      body: fc.record({
        text: someText,
        part: maybe(fc.constantFrom('next', 'against')),
        cites: maybe(fc.array(someExpression, { maxLength: 3 })),
      }),
    }),
    fc.record({
      kind: fc.constant('finding'),
      body: fc.record({ title: someText, techniques: maybe(fc.constant(['T1110'])) }),
    }),
  ];
  if (depth > 0) {
    const inner = steps(depth - 1);
    flat.push(
      fc.record({
        kind: fc.constant('if'),
        body: fc.record({ condition: someExpression, do: inner, else: maybe(inner) }),
      }),
      fc.record({
        kind: fc.constant('each'),
        body: fc.record({
          in: someExpression,
          as: fc.constant('one'),
          most: fc.integer({ min: 1, max: 50 }),
          steps: inner,
        }),
      }),
      fc.record({ kind: fc.constant('parallel'), body: fc.record({ steps: inner }) }),
    );
  }
  return fc.oneof(...flat).map((made) => made as Pick<Step, 'kind' | 'body'>);
}

function steps(depth: number): fc.Arbitrary<readonly Step[]> {
  const step = fc
    .tuple(bodies(depth), maybe(someText), maybe(someExpression))
    .map(([made, title, when]) => ({ id: 'x', title, when, ...made }) as Step);
  return fc.array(step, { minLength: 1, maxLength: 3 });
}

/** Gives each step a name of its own, and leaves out what is undefined. */
function named(all: readonly Step[], counter: { next: number }): Step[] {
  return all.map((step) => {
    const plain = JSON.parse(JSON.stringify(step)) as Step;
    const id = `s${counter.next++}`;
    const body = Object.fromEntries(
      Object.entries(plain.body).map(([member, value]) => [
        member,
        ['do', 'else', 'steps'].includes(member)
          ? named(value as Step[], counter)
          : (value as unknown),
      ]),
    );
    return { ...plain, id, body } as unknown as Step;
  });
}

/** Any playbook that is right. */
export const anyPlaybook: fc.Arbitrary<Playbook> = fc
  .tuple(someText, someText, steps(2))
  .map(([title, about, made]) => ({
    id: 'any-one',
    title,
    about,
    inputs: { q: { type: 'query' as const, title, default: 'level:error' } },
    steps: named(made, { next: 1 }),
    outputs: { n: { type: 'number' as const, value: '1 + 1' } },
  }));
