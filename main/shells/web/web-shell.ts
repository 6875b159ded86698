import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { MAX_REQUEST_BYTES } from '#shared/contract/envelope.ts';
import { Failure } from '#shared/model/failure.ts';
import type { App } from '../../app.ts';
import { contentSecurityPolicy, SECURITY_HEADERS } from '../content-security-policy.ts';
import { createPageFiles, type PageFile } from '../page-files.ts';
import { createGuards, type Guards } from './guards.ts';
import { listen } from './loopback.ts';

export interface WebShellOptions {
  readonly app: Pick<App, 'router' | 'upload' | 'takeDownload'>;
  /** 0: any free one. */
  readonly port: number;
  /** Anything but a loopback address is refused. */
  readonly host?: string;
  readonly pageFolder: string;
}

export interface WebShell {
  /** Address with the one-time token. */
  readonly address: string;
  close(): Promise<void>;
}

/** A page that cannot keep up is waited for at this many unsent bytes. */
const MOST_UNSENT = 16 * 1024 * 1024;
const DOWNLOAD = '/download/';
const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/**
 * Serves the page on this machine only, with calls over a WebSocket. Throws NOT_LOOPBACK, PORT_IN_USE.
 */
export async function createWebShell(options: WebShellOptions): Promise<WebShell> {
  const host = options.host ?? '127.0.0.1';
  if (!LOOPBACK.has(host)) {
    throw new Failure(
      'NOT_LOOPBACK',
      `The web shell serves this machine only and does not listen on ${host}. Use an SSH tunnel to reach it from elsewhere.`,
      { host },
    );
  }
  const files = createPageFiles(options.pageFolder);
  const server = createServer();
  const port = await listen(server, options.port, host);
  const guards = createGuards(port);
  const policy = contentSecurityPolicy(`ws://127.0.0.1:${port} ws://localhost:${port}`);
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_REQUEST_BYTES,
    perMessageDeflate: false,
  });

  server.on('request', (request, response) => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    response.setHeader('Content-Security-Policy', policy);
    serve(request, response, { guards, files, app: options.app }).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const allowed =
      request.url === '/socket' &&
      guards.isAddressedHere(request) &&
      guards.isFromOwnPage(request) &&
      guards.hasSession(request);
    if (!allowed) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (page) => connect(page, options.app));
  });

  return {
    address: guards.address,
    async close() {
      for (const page of sockets.clients) page.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Serving {
  readonly guards: Guards;
  readonly files: (path: string) => Promise<PageFile | null>;
  readonly app: Pick<App, 'upload' | 'takeDownload'>;
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  serving: Serving,
): Promise<void> {
  const { guards, files } = serving;
  if (!guards.isAddressedHere(request)) return refuse(response, 403, 'Forbidden.');
  // Joined as text: resolved against a base, `//other` would name a host and not a path.
  const url = URL.parse(`http://127.0.0.1${request.url ?? '/'}`);
  if (url === null) return refuse(response, 400, 'Bad request.');
  if (request.method === 'PUT' && url.pathname === '/upload') {
    return upload(request, response, url, serving);
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return refuse(response, 405, 'Method not allowed.');
  }
  const token = url.searchParams.get('token');
  if (token !== null && url.pathname === '/') return exchange(response, guards, token, request);
  if (!guards.hasSession(request)) {
    return refuse(
      response,
      403,
      'Open Error-IQ with the address that it printed. Each address works once: start it again for a new one.',
    );
  }
  if (url.pathname.startsWith(DOWNLOAD)) return download(request, response, url, serving);
  const file = await files(url.pathname);
  if (file === null) return refuse(response, 404, 'Not found.');
  response.writeHead(200, {
    'Content-Type': file.type,
    'Content-Length': file.bytes.length,
    'Cache-Control': file.unchanging ? 'public, max-age=31536000, immutable' : 'no-store',
  });
  response.end(request.method === 'HEAD' ? undefined : file.bytes);
}

function exchange(
  response: ServerResponse,
  guards: Guards,
  token: string,
  request: IncomingMessage,
): void {
  const cookie = guards.exchange(token);
  if (cookie === null && !guards.hasSession(request)) {
    refuse(
      response,
      403,
      'This address has been used or is not right. Start Error-IQ again for a new one.',
    );
    return;
  }
  // The redirect takes the token out of the address bar and the history.
  response.writeHead(303, {
    Location: '/',
    'Cache-Control': 'no-store',
    ...(cookie === null ? {} : { 'Set-Cookie': cookie }),
  });
  response.end();
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Cache-Control': 'no-store',
  });
  response.end(text);
}

async function upload(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  { guards, app }: Serving,
): Promise<void> {
  if (!guards.isFromOwnPage(request) || !guards.hasSession(request)) {
    return refuse(response, 403, 'Forbidden.');
  }
  const name = url.searchParams.get('name') ?? '';
  const modifiedMs = Number(url.searchParams.get('modified'));
  if (name === '' || name.length > 4096 || !Number.isFinite(modifiedMs)) {
    return refuse(response, 400, 'An upload needs a name and a time of last change.');
  }
  const stop = new AbortController();
  request.on('close', () => {
    if (!request.complete) stop.abort();
  });
  const length = Number(request.headers['content-length'] ?? Number.NaN);
  const size = Number.isFinite(length) ? length : null;
  try {
    const keepOriginals = url.searchParams.get('keep') === 'yes';
    await app.upload({ name, modifiedMs, size, bytes: request, keepOriginals }, stop.signal);
    response.writeHead(204);
    response.end();
  } catch (error) {
    const failure =
      error instanceof Failure
        ? error
        : new Failure('UPLOAD_FAILED', `${name} could not be taken in. Drop it again.`, { name });
    response.writeHead(409, { 'Content-Type': 'application/json; charset=utf-8' });
    const { code, message, details } = failure;
    response.end(JSON.stringify({ code, message, details }));
  }
}

/**
 * Hands the response to the export that waits for it. A link on another page cannot name a token, and one that
 * could would be told apart by where it comes from.
 */
function download(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  { app }: Serving,
): void {
  const site = request.headers['sec-fetch-site'];
  if (request.method !== 'GET' || (site !== undefined && site !== 'same-origin')) {
    return refuse(response, 403, 'Forbidden.');
  }
  const offered = app.takeDownload(url.pathname.slice(DOWNLOAD.length));
  if (offered === null) return refuse(response, 404, 'This download is over. Export again.');
  response.writeHead(200, {
    'Content-Type': offered.type,
    'Content-Disposition': contentDisposition(offered.name),
    'Cache-Control': 'no-store',
  });
  offered.take(response);
}

/** Tells the browser to keep a file under a name (RFC 6266), whatever letters it has. */
function contentDisposition(name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16)}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

function connect(page: WebSocket, app: Pick<App, 'router'>): void {
  const connection = app.router.connect((response) => {
    // A page that stopped reading would make the server hold everything it is sent.
    if (page.bufferedAmount > MOST_UNSENT && response.type === 'item') return;
    page.send(JSON.stringify(response));
  });
  page.on('message', (data, isBinary) => {
    if (isBinary) return page.close(1003, 'text only');
    let message: unknown;
    try {
      message = JSON.parse(textOf(data));
    } catch {
      return page.close(1007, 'not JSON');
    }
    connection.receive(message);
  });
  page.on('close', () => connection.close());
  page.on('error', () => connection.close());
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.from(data).toString('utf8');
}
