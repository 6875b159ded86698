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
import { createIssueMemory } from '../../main/issues/index.ts';
import { createVault } from '../../main/vault/index.ts';
import { findSame, inSampleCase } from './sample-case.ts';
import { HELD_OUT_WISHES, WISHES } from './wishes.ts';

const { values } = parseArgs({
  options: {
    verbose: { type: 'boolean' },
    provider: { type: 'string', default: 'offline' },
    profile: { type: 'string' },
    'passphrase-file': { type: 'string' },
  },
});

/** Below this share it fails. */
const FLOOR = { labelled: 0.85, 'held out': 0.6 };

/** How many wishes find what they are labelled with, and how long that took in all. */
async function score(
  open: OpenCase,
  desk: ReturnType<typeof createWordsDesk>,
  wishes: typeof WISHES,
): Promise<{ readonly right: number; readonly ms: number }> {
  let right = 0;
  let ms = 0;
  for (const [words, wanted] of wishes) {
    const began = performance.now();
    const asked = { words, provider: values.provider };
    const { query, unread } = await desk.translate(asked, new AbortController().signal);
    ms += performance.now() - began;
    if (await findSame(open, query, wanted)) right++;
    else if (values.verbose === true) {
      const left = unread.map((one) => one.words).join(', ');
      console.log(
        `${words}\n  wanted ${wanted}\n  got    ${query}${left === '' ? '' : `\n  unread ${left}`}`,
      );
    }
  }
  return { right, ms };
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
          past: createIssueMemory(vault),
          askToLeave: () => Promise.resolve('question' as const),
        };
  const desk = createWordsDesk(open, models);
  for (const [name, wishes] of [
    ['labelled', WISHES],
    ['held out', HELD_OUT_WISHES],
  ] as const) {
    const { right, ms } = await score(open, desk, wishes);
    const share = (right / wishes.length).toFixed(2);
    const each = (ms / wishes.length).toFixed(0);
    if (right / wishes.length < FLOOR[name]) process.exitCode = 1;
    console.log(
      `${values.provider}, ${name}: ${right} of ${wishes.length} right (${share}), ${each} ms each`,
    );
  }
  vault?.lock();
});
