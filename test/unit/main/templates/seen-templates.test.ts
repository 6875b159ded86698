import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Template } from '#shared/model/template.ts';
import { createSeenTemplates } from '../../../../main/templates/index.ts';
import { createVault } from '../../../../main/vault/index.ts';
import { testFolder } from '../case-in-folder.ts';

const PASSPHRASE = 'quiet harbour violet tram 41';

/** A template of constant texts with a slot between each two. */
function template(texts: readonly string[], change: Partial<Template> = {}): Template {
  const parts = texts.flatMap((text, at) => [
    ...(at === 0 ? [] : [{ slot: at - 1 }]),
    { const: text },
  ]);
  return {
    id: 1,
    text: texts.join('<*>'),
    parts,
    count: 9,
    levels: [0, 0, 0, 9, 0, 0, 0, 0],
    firstUs: 1_000_000,
    lastUs: 2_500_000,
    trend: [9],
    skeletons: [1],
    sources: new Map([[1, 9]]),
    name: null,
    rules: [],
    ...change,
  };
}

const POOL = template(['pool ', ' exhausted after ', ' ms']);

test('a template says in which earlier cases it stood, and nothing of a log is readable in what is kept', async () => {
  const folder = testFolder();
  const vault = createVault({ dataFolder: folder, keychain: null });
  const seen = createSeenTemplates(vault);
  // Before there is a vault nothing is kept, and nothing known.
  seen.remember({ path: '/a.eiq', name: 'A' }, [POOL]);
  expect(seen.recaller('/b.eiq')(POOL)).toEqual([]);
  await vault.create({ name: 'Dana', passphrase: PASSPHRASE, keychain: false });

  seen.remember({ path: '/a.eiq', name: 'A' }, [POOL]);
  seen.remember({ path: '/b.eiq', name: 'B' }, [{ ...POOL, id: 7, lastUs: null, count: 3 }]);
  expect(seen.recaller('/b.eiq')(POOL)).toEqual([
    { path: '/a.eiq', case: 'A', lastUs: 2_000_000, count: 9, likeness: 'same' },
  ]);
  expect(
    seen
      .recaller('/c.eiq')(POOL)
      .map(({ case: name }) => name),
  ).toEqual(['A', 'B']);

  // The same words in another form, after the same form; fewer words than three are no likeness.
  const other = template(['Pool: ', ' exhausted, after ', ' ms']);
  expect(seen.recaller('/c.eiq')(other)[0]).toMatchObject({ case: 'A', likeness: 'words' });
  seen.remember({ path: '/c.eiq', name: 'C' }, [other, template(['up ', ' ms'])]);
  const recall = seen.recaller('/d.eiq');
  expect(recall(other).map(({ case: name, likeness }) => [name, likeness])).toEqual([
    ['C', 'same'],
    ['A', 'words'],
    ['B', 'words'],
  ]);
  expect(recall(template(['up: ', ' ms']))).toEqual([]);
  // A release added a word; what was exchanged says something else.
  const reworded = template(['the pool ', ' exhausted after ', ' ms', ' (waited)']);
  expect(recall(reworded)).toEqual([]);
  const longer = (verb: string) => template([`session ${verb} for user `, ' on the host ', ' now']);
  seen.remember({ path: '/e.eiq', name: 'E' }, [longer('opened')]);
  expect(seen.recaller('/d.eiq')(longer('was opened'))).toMatchObject([
    { case: 'E', likeness: 'alike' },
  ]);
  const ofUser = (verb: string) => template([`session ${verb} for user `, '']);
  seen.remember({ path: '/f.eiq', name: 'F' }, [ofUser('opened')]);
  expect(seen.recaller('/d.eiq')(ofUser('closed'))).toEqual([]);
  seen.forget(['/e.eiq', '/f.eiq']);
  expect(recall(template(['nothing like it was ever ', ' seen']))).toEqual([]);

  // A case that lost a template, as by an erasure, forgets it; its name and its templates are in no clear text.
  seen.remember({ path: '/a.eiq', name: 'A' }, [template(['something else ', ' entirely'])]);
  expect(
    seen
      .recaller('/d.eiq')(POOL)
      .map(({ case: name }) => name),
  ).toEqual(['C', 'B'].reverse());
  const sealed = readFileSync(join(folder, 'seen-templates.sealed'), 'latin1');
  expect(sealed).not.toMatch(/exhausted|eiq/);

  // Of a large case the commonest are kept, and errors before them.
  const many = Array.from({ length: 600 }, (_, i) =>
    template([`letter ${i} of a plain line `, ''], { count: 1000 - i }),
  );
  const grave = template(['a grave and rare line ', ''], {
    count: 1,
    levels: [0, 0, 0, 0, 0, 0, 1, 0],
  });
  seen.remember({ path: '/large.eiq', name: 'Large' }, [...many, grave]);
  const recallMany = seen.recaller('/d.eiq');
  const known = (one: Template | undefined): string[] =>
    one === undefined ? [] : recallMany(one).map(({ likeness }) => likeness);
  expect(known(grave)).toEqual(['same']);
  expect(known(many[0])).toEqual(['same']);
  expect(known(many[398])).toEqual(['same']);
  // Its digits are no words: one of the same words was kept.
  expect(known(many[399])).toEqual(['words']);

  // A case that this machine may know nothing of any more, as after a remote wipe.
  seen.forget(['/large.eiq', '/elsewhere.eiq']);
  expect(seen.recaller('/d.eiq')(grave)).toEqual([]);

  // Another start of the app reads the same; locked, it says nothing.
  vault.lock();
  expect(seen.recaller('/d.eiq')(POOL)).toEqual([]);
  const again = createVault({ dataFolder: folder, keychain: null });
  await again.unlock({ with: 'passphrase', passphrase: PASSPHRASE });
  expect(createSeenTemplates(again).recaller('/d.eiq')(POOL)).toHaveLength(2);
});
