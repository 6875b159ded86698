import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createBuiltInFormats } from '../../../../../main/ingest/formats/built-in-formats.ts';
import { loadDefinitions, loadFormats } from '../../../../../main/ingest/formats/format-files.ts';
import { isSecondary } from '../../../../../main/ingest/formats/secondary-formats.ts';
import { draws } from '../../../draws.ts';

const definitions = loadDefinitions();
const readers = loadFormats(definitions).flatMap((format, at) => {
  const definition = definitions[at];
  if (definition === undefined || !isSecondary(definition)) return [];
  const reader = format.open({ zone: 'Z', year: null, referenceUs: 0 });
  return [{ id: format.id, kind: definition.kind, reader }];
});

/** What every secondary format is asked about: of those that find most, the first. */
function bestOf(line: string): string | null {
  let best: string | null = null;
  let most = 0;
  const kind = line.startsWith('{') ? 'json' : /^[\w.@-]{1,40}=/.test(line) ? 'logfmt' : 'text';
  for (const { id, kind: own, reader } of readers) {
    const found = own === kind ? reader.standsAlone(line) : 0;
    if (found <= most) continue;
    best = id;
    most = found;
  }
  return best;
}

const lines = definitions.flatMap(({ samples }) => samples.flatMap(({ text }) => text.split('\n')));

/** Lines that are looked at before an automaton reads them. */
const FEW = 3000;

/** Formats of which so many lines were told that all ways of telling them are used. */
function warm() {
  const { secondary } = createBuiltInFormats();
  for (let told = 0; told < FEW + 10; told++) {
    secondary.of(`2026-03-01 10:00:00 INFO [main] a.B - job ${told} done`);
  }
  return secondary;
}

test('a line is of the format that finds most in it, though few are asked', () => {
  const [cold, used] = [createBuiltInFormats().secondary, warm()];
  const told = lines.filter((line) => cold.of(line) !== null);
  expect(told.length).toBeGreaterThan(400);
  for (const line of told) {
    expect([line, cold.of(line)?.id]).toEqual([line, bestOf(line)]);
    expect([line, used.of(line)?.id]).toEqual([line, bestOf(line)]);
  }
});

test('a line with another character somewhere is told as well', () => {
  const used = warm();
  const cut = fc
    .tuple(
      fc.constantFrom(...lines),
      fc.nat(80),
      fc.nat(4),
      fc.string({ unit: 'binary', maxLength: 3 }),
    )
    .map(([line, at, count, put]) => line.slice(0, at) + put + line.slice(at + count));
  fc.assert(
    fc.property(cut, (line) => {
      const found = used.of(line);
      // What says nothing of when is not asked about.
      if (found !== null) expect(found.id).toBe(bestOf(line));
    }),
    { numRuns: draws(300) },
  );
});
