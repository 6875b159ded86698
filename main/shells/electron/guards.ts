import { app, type Session, type WebContents } from 'electron';
import { PAGE_ORIGIN } from './page-protocol.ts';

/** The one thing a page may do that needs a permission: put text that the analyst copies on the clipboard. */
const ALLOWED_PERMISSION = 'clipboard-sanitized-write';

/** Denies every page what ours does not need: other addresses, windows, webviews, permissions. */
export function guardPages(session: Session): void {
  session.setPermissionRequestHandler((contents, permission, answer) => {
    answer(permission === ALLOWED_PERMISSION && isOurPage(contents.getURL()));
  });
  session.setPermissionCheckHandler(
    (_contents, permission, origin) => permission === ALLOWED_PERMISSION && isOurPage(origin),
  );
  app.on('web-contents-created', (_event, contents) => guardContents(contents));
}

function guardContents(contents: WebContents): void {
  contents.on('will-navigate', (event, url) => {
    if (!isOurPage(url)) event.preventDefault();
  });
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

function isOurPage(url: string): boolean {
  return url === PAGE_ORIGIN || url.startsWith(`${PAGE_ORIGIN}/`);
}
