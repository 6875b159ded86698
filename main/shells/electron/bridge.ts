import { ipcMain, type IpcMainEvent, type IpcMainInvokeEvent, type WebContents } from 'electron';
import { MAX_REQUEST_BYTES, type Envelope, type Response } from '#shared/contract/envelope.ts';
import type { Router } from '../../contract/index.ts';
import { PAGE_ORIGIN } from './page-protocol.ts';

/** Names of the messages between preload and main; `preload/preload.ts` uses the same. */
const CALL = 'error-iq:call';
const CANCEL = 'error-iq:cancel';
const ITEM = 'error-iq:item';

/**
 * Carries calls between the page in a window and the router. Only the window's own top frame, showing our
 * own page, is listened to. Gives what takes the bridge down again.
 */
export function bridgePage(page: WebContents, router: Router): () => void {
  const waiting = new Map<number, (envelope: Envelope<unknown>) => void>();
  const connection = router.connect((response: Response) => {
    if (response.type === 'item') {
      if (!page.isDestroyed()) page.send(ITEM, { id: response.id, item: response.item });
      return;
    }
    waiting.get(response.id)?.(response.envelope);
    waiting.delete(response.id);
  });
  const isOurs = ({ sender, senderFrame }: IpcMainEvent | IpcMainInvokeEvent): boolean =>
    sender === page &&
    senderFrame !== null &&
    senderFrame === page.mainFrame &&
    senderFrame.origin === PAGE_ORIGIN;

  ipcMain.handle(CALL, (event, id: unknown, name: unknown, input: unknown) => {
    if (!isOurs(event)) throw new Error('refused');
    if (typeof id !== 'number' || waiting.has(id) || tooLarge(input)) return refused();
    return new Promise<Envelope<unknown>>((resolve) => {
      waiting.set(id, resolve);
      connection.receive({ type: 'call', id, name, input });
    });
  });
  const cancel = (event: IpcMainEvent, id: unknown): void => {
    if (isOurs(event)) connection.receive({ type: 'cancel', id });
  };
  ipcMain.on(CANCEL, cancel);
  return () => {
    connection.close();
    ipcMain.removeHandler(CALL);
    ipcMain.off(CANCEL, cancel);
  };
}

function tooLarge(input: unknown): boolean {
  try {
    return JSON.stringify(input ?? null).length > MAX_REQUEST_BYTES;
  } catch {
    return true;
  }
}

function refused(): Envelope<never> {
  const message = 'This request is not valid or too large.';
  return {
    ok: false,
    error: { code: 'REQUEST_INVALID', message, details: {}, retryable: false, traceId: '' },
  };
}
