import { contextBridge, ipcRenderer, webUtils } from 'electron';

/*
 * All that the page can reach: three functions to speak the contract, and one that only a preload may
 * offer, where a dropped file lies. Built as one CommonJS file; no library runs here.
 */
contextBridge.exposeInMainWorld('errorIq', {
  call: (id: number, name: string, input: unknown): Promise<unknown> =>
    ipcRenderer.invoke('error-iq:call', id, name, input),
  cancel: (id: number): void => ipcRenderer.send('error-iq:cancel', id),
  onEvent: (listener: (event: { id: number; item: unknown }) => void): (() => void) => {
    const heard = (_event: unknown, event: { id: number; item: unknown }): void => listener(event);
    ipcRenderer.on('error-iq:item', heard);
    return () => ipcRenderer.off('error-iq:item', heard);
  },
  pathOf: (file: File): string => webUtils.getPathForFile(file),
});
