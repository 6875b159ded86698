/*
 * How well wishes in words become queries: `npm run eval:words [-- --verbose] [--provider ID[/MODEL] --profile DIR
 * --passphrase-file F]`. Each labelled wish is translated on the sample case; it is right when exactly the records of its
 * label are found.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  createProviderDesk,
  createToolkitDesk,
  createWordsDesk,
} from '../../main/assistant/index.ts';
import type { OpenCase } from '../../main/open-case.ts';
import { createVault } from '../../main/vault/index.ts';
import { inSampleCase } from './sample-case.ts';
import { WISHES } from './wishes.ts';

const { values } = parseArgs({
  options: {
    verbose: { type: 'boolean' },
    provider: { type: 'string', default: 'offline' },
    profile: { type: 'string' },
    'passphrase-file': { type: 'string' },
  },
});

/** Whether two queries find the same records. */
async function alike(open: OpenCase, a: string, b: string): Promise<boolean> {
  const count = async (query: string): Promise<number> => {
    const search = { query, fromUs: null, toUs: null };
    return (await open.store.search(search, new AbortController().signal, () => {})).total;
  };
  const both = [a, b].filter((query) => query !== '').map((query) => `(${query})`);
  const [ofA, ofB, ofBoth] = [await count(a), await count(b), await count(both.join(' AND '))];
  return ofA === ofB && ofB === ofBoth;
}

await inSampleCase(async (open) => {
  const vault =
    values.profile === undefined
      ? null
      : createVault({ dataFolder: values.profile, keychain: null });
  if (vault !== null) {
    const [passphrase = ''] = readFileSync(values['passphrase-file'] ?? '', 'utf8').split(/\r?\n/);
    await vault.unlock({ with: 'passphrase', passphrase });
  }
  const models =
    vault === null
      ? null
      : {
          providers: createProviderDesk(vault),
          toolkits: createToolkitDesk(vault),
          askToLeave: () => Promise.resolve('question' as const),
        };
  const desk = createWordsDesk(open, models);
  let right = 0;
  let ms = 0;
  for (const [words, wanted] of WISHES) {
    const began = performance.now();
    const asked = { words, provider: values.provider };
    const { query, unread } = await desk.translate(asked, new AbortController().signal);
    ms += performance.now() - began;
    const fits = await alike(open, query, wanted);
    if (fits) right++;
    else if (values.verbose === true) {
      const left = unread.map((one) => one.words).join(', ');
      console.log(
        `${words}\n  wanted ${wanted}\n  got    ${query}${left === '' ? '' : `\n  unread ${left}`}`,
      );
    }
  }
  const share = (right / WISHES.length).toFixed(2);
  const each = (ms / WISHES.length).toFixed(0);
  console.log(`${values.provider}: ${right} of ${WISHES.length} right (${share}), ${each} ms each`);
  vault?.lock();
});
