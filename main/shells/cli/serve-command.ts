import { fileURLToPath } from 'node:url';
import type { App } from '../../app.ts';
import { createWebShell } from '../web/index.ts';
import { parseCommand, wholeNumber } from './arguments.ts';
import { dataFolderOf } from '../data-folder.ts';
import { openInBrowser } from './browser.ts';
import { EXIT, interrupted, print } from './command.ts';
import { makePrivateFolder } from '../../vault/index.ts';
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
  makePrivateFolder(facts.dataFolder);
  const building = Promise.withResolvers<App>();
  const port = wholeNumber('port', values.port, 0);
  const shell = await createWebShell({ app: building.promise, port, pageFolder: PAGE_FOLDER });
  try {
    print(shell.address);
    if (values['no-open'] !== true) openInBrowser(shell.address);
    const stopped = interrupted();
    // Two thirds of a start: loaded while the browser opens and fetches the page.
    const { createApp } = await import('../../app.ts');
    const app = createApp({ facts, keychain: null, dialogs: null });
    building.resolve(app);
    await stopped;
    await shell.close();
    await app.dispose();
  } catch (error) {
    building.reject(error);
    await shell.close();
    throw error;
  }
  return EXIT.done;
}
