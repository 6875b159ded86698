import { protocol } from 'electron';
import { contentSecurityPolicy, SECURITY_HEADERS } from '../content-security-policy.ts';
import { createPageFiles } from '../page-files.ts';

const SCHEME = 'app';
export const PAGE_ORIGIN = `${SCHEME}://error-iq`;
export const PAGE_ADDRESS = `${PAGE_ORIGIN}/index.html`;

/** Makes our scheme a standard, secure one. Must run before the app is ready. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** Serves the built page, and nothing else, under our scheme, with the policy on every answer. */
export function servePage(folder: string): void {
  const files = createPageFiles(folder);
  const headers = { ...SECURITY_HEADERS, 'Content-Security-Policy': contentSecurityPolicy('') };
  protocol.handle(SCHEME, async (request) => {
    const { origin, pathname } = new URL(request.url);
    const ours = origin === PAGE_ORIGIN || request.url.startsWith(`${PAGE_ORIGIN}/`);
    const file = ours && request.method === 'GET' ? await files(pathname) : null;
    if (file === null) return new Response('Not found.', { status: 404, headers });
    return new Response(new Uint8Array(file.bytes), {
      headers: { ...headers, 'Content-Type': file.type, 'Cache-Control': 'no-store' },
    });
  });
}
