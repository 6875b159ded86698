import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Exchange } from '#shared/model/answer.ts';
import {
  createPlaybookLibrary,
  exchangeAsPlaybook,
  readPlaybookYaml,
  writePlaybookYaml,
} from '../../../../main/assistant/index.ts';
import { createVault } from '../../../../main/vault/index.ts';
import { testFolder } from '../case-in-folder.ts';

const mine = (id: string, title = 'Mine'): string =>
  `playbook: ${id}\ntitle: ${title}\nabout: About quartzite.\nsteps:\n  - id: a\n    set: { value: '1' }\n`;

test('own playbooks are kept sealed, take the place of built-in ones, and are renamed and removed', async () => {
  const folder = testFolder();
  const vault = createVault({ dataFolder: folder, keychain: null });
  await vault.create({ name: 'Dana', passphrase: 'quiet harbour violet tram 41', keychain: false });
  const library = createPlaybookLibrary(vault);
  const builtIn = library.list().length;
  library.keep(mine('mine'), null);
  library.keep(mine('dns', 'My DNS'), null);
  expect(library.list().length).toBe(builtIn + 1);
  expect(library.get('dns')).toMatchObject({ own: true, playbook: { title: 'My DNS' } });
  expect(() => library.keep(mine('dns'), 'mine')).toThrow('another playbook named "dns"');
  library.keep(mine('yours'), 'mine');
  expect(() => library.get('mine')).toThrow('There is no playbook "mine"');
  expect(() => library.keep('playbook: x\n', null)).toThrow(/playbook:1: /);
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.sealed')) continue;
    expect(readFileSync(join(folder, name), 'utf8')).not.toContain('quartzite');
  }
  library.remove('dns');
  expect(library.get('dns').own).toBe(false);
  expect(() => library.remove('dns')).toThrow('There is no playbook "dns"');
  // Locked, there are only those of the product; without a profile there is no place for one.
  vault.lock();
  expect(library.list().length).toBe(builtIn);
  expect(() => createPlaybookLibrary(null).keep(mine('mine'), null)).toThrow('Without a profile');
});

test('an answer becomes a playbook that does again what was done for it, braces and all', () => {
  const step = (tool: string, input: object) => ({
    tool,
    input: JSON.stringify(input),
    found: '',
    ms: 1,
  });
  const exchange: Exchange = {
    id: 'x',
    question: 'Why did {{it}} happen?',
    replaces: null,
    answerer: { provider: 'offline', model: null },
    answer: {
      topic: 'why',
      known: true,
      statements: [],
      citations: [],
      steps: [
        step('hypotheses', {}),
        step('search', { query: 'level:error "{{x}}"', limit: 2 }),
        step('search', { query: 'level:error "{{x}}"', limit: 2 }),
        step('unknown', {}),
        { tool: 'count', input: '{"query":"cut', found: '', ms: 1 },
      ],
    },
  };
  const made = exchangeAsPlaybook(exchange);
  expect(made.id).toBe('why-did-it-happen');
  expect(made.steps.map(({ id }) => id)).toEqual(['hypotheses1', 'search2', 'said2', 'asked']);
  const { playbook, problems } = readPlaybookYaml(writePlaybookYaml(made));
  expect(problems).toEqual([]);
  expect(playbook).toEqual(made);
});
