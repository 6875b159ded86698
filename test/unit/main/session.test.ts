import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Failure } from '#shared/model/failure.ts';
import { createFormatLibrary, formatsFolderOf } from '../../../main/formats/index.ts';
import { createSession } from '../../../main/session.ts';
import { createSettings } from '../../../main/settings.ts';
import { createTemplateMemory } from '../../../main/templates/index.ts';
import { createVault } from '../../../main/vault/index.ts';
import { testFolder } from './case-in-folder.ts';

test('a case that the vault cannot note, as on a full disk, is open and told of all the same', async () => {
  const dataFolder = testFolder();
  const vault = createVault({ dataFolder, keychain: null });
  const passphrase = 'quiet harbour violet tram 41';
  await vault.create({ name: 'Dana', passphrase, keychain: false, anyPassphrase: true });
  const library = createFormatLibrary(formatsFolderOf(dataFolder));
  const failures: unknown[] = [];
  const session = createSession({
    dataFolder,
    vault,
    settings: createSettings(dataFolder),
    library,
    templateMemory: createTemplateMemory(vault),
    onFailure: (error) => failures.push(error),
  });
  const path = await session.create({ name: 'Full', zone: 'UTC', path: null });
  await session.close();

  // What the vault writes beside itself before it takes its place.
  mkdirSync(join(dataFolder, 'vault.json.new'));
  const events: string[] = [];
  session.onEvent(({ type }) => events.push(type));
  await session.open(path, null);
  expect(session.current().path).toBe(path);
  expect(events).toContain('case');
  expect(failures).toHaveLength(1);
  expect(failures[0]).not.toBeInstanceOf(Failure);
  await session.close();
  expect(session.openCase()).toBeNull();
  await library.close();
});
