import { dialog, shell, type BrowserWindow, type OpenDialogOptions } from 'electron';
import type { Dialogs } from '../../contract/index.ts';

const CASE_FILTER = [{ name: 'Error-IQ case', extensions: ['eiq'] }];

const OPEN: Readonly<Record<'logs' | 'folder' | 'case', OpenDialogOptions>> = {
  logs: { properties: ['openFile', 'multiSelections'] },
  folder: { properties: ['openDirectory', 'multiSelections'] },
  case: { properties: ['openFile'], filters: CASE_FILTER },
};

/** The system's own file dialogs, as sheets of the window. */
export function createDialogs(windowOf: () => BrowserWindow | null): Dialogs {
  return {
    async pick(what, name) {
      const window = windowOf();
      if (window === null) return null;
      if (what === 'new-case') {
        const options = {
          filters: CASE_FILTER,
          ...(name === null ? {} : { defaultPath: `${name}.eiq` }),
        };
        const { canceled, filePath } = await dialog.showSaveDialog(window, options);
        return canceled || filePath === '' ? null : [filePath];
      }
      const { canceled, filePaths } = await dialog.showOpenDialog(window, OPEN[what]);
      return canceled ? null : filePaths;
    },
    async save(name) {
      const window = windowOf();
      if (window === null) return null;
      const { canceled, filePath } = await dialog.showSaveDialog(window, { defaultPath: name });
      return canceled || filePath === '' ? null : filePath;
    },
    openPage(url) {
      // Anything else would start a program of this system.
      if (new URL(url).protocol === 'https:') void shell.openExternal(url);
    },
  };
}
