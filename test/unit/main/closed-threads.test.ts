import { expect, test } from 'vitest';
import { createFormatWorker } from '../../../main/formats/format-worker.ts';
import { createAnalyst } from '../../../main/iq/index.ts';
import { NO_PROFILE_RULES } from '../../../main/iq/profile-rules.ts';
import { createRuleWorker } from '../../../main/rules/index.ts';

test.each([
  [
    'analysis',
    () => {
      const { close, explain } = createAnalyst({ path: '/nowhere.eiq', key: new Uint8Array(32) });
      return { close, ask: () => explain({ id: 1, profile: NO_PROFILE_RULES }) };
    },
  ],
  [
    'rules',
    () => {
      const { close, text } = createRuleWorker();
      return { close, ask: () => text('any') };
    },
  ],
  [
    'formats',
    () => {
      const { close, read } = createFormatWorker();
      return { close, ask: () => read('{}') };
    },
  ],
])('what is asked of the thread for %s when it was closed starts none', async (_of, make) => {
  const { close, ask } = make();
  await close();
  await expect(ask()).rejects.toMatchObject({ code: 'CANCELLED' });
});
