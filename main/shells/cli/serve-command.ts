import { fileURLToPath } from 'node:url';
import { createApp } from '../../app.ts';
import { createWebShell } from '../web/index.ts';
import { parseCommand, wholeNumber } from './arguments.ts';
import { dataFolderOf } from '../data-folder.ts';
import { openInBrowser } from './browser.ts';
import { EXIT, interrupted, print } from './command.ts';
import { VERSION } from '../../version.ts';

/** Where the built page lies, from the bundle `dist/main/cli.js`. */
const PAGE_FOLDER = fileURLToPath(new URL('../renderer', import.meta.url));

/** `serve`: the app in the browser, until it is interrupted. */
export async function serveCommand(args: string[]): Promise<number> {
  const { values } = parseCommand(args, {
    port: { type: 'string' },
    'no-open': { type: 'boolean' },
  });
  const facts = { version: VERSION, shell: 'web', dataFolder: dataFolderOf(values.data) } as const;
  const app = createApp({ facts, keychain: null, dialogs: null });
  const port = wholeNumber('port', values.port, 0);
  const shell = await createWebShell({ app, port, pageFolder: PAGE_FOLDER });
  print(shell.address);
  if (values['no-open'] !== true) openInBrowser(shell.address);
  await interrupted();
  await shell.close();
  await app.dispose();
  return EXIT.done;
}
