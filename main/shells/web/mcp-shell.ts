import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import {
  createMcpHandler,
  isLegacyRequest,
  WebStandardStreamableHTTPServerTransport,
  type McpServerFactory,
} from '@modelcontextprotocol/server';
import { listen, loopbackAddress, sameText } from './loopback.ts';

/** A server of the Model Context Protocol on this machine. */
export interface McpShell {
  /** Where it is reached. Whoever knows it may call the tools. */
  readonly address: string;
  close(): Promise<void>;
}

/** Clients at a time; the one that began first makes room. */
const MOST_SESSIONS = 32;

/**
 * Serves over streamable HTTP on a loopback port. Anything on this machine can reach that, and any web page can make a
 * browser try, so the path cannot be guessed, and Host and Origin must be ours. Throws PORT_IN_USE.
 */
export async function createMcpShell(factory: McpServerFactory, port: number): Promise<McpShell> {
  const stateless = createMcpHandler(factory, { legacy: 'reject' });
  const sessions = createSessions(factory);
  const handle = toNodeHandler({
    fetch: async (request) =>
      (await isLegacyRequest(request)) ? sessions.fetch(request) : stateless.fetch(request),
  });
  const server = createServer();
  const listening = await listen(server, port, '127.0.0.1');
  const { isAddressedHere } = loopbackAddress(listening);
  const path = `/mcp/${randomBytes(32).toString('base64url')}`;
  server.on('request', (request, response) => {
    if (!isAddressedHere(request) || !sameText(request.url ?? '', path)) {
      response.writeHead(403, { 'Content-Type': 'text/plain; charset=utf-8' });
      response.end('Forbidden.');
      return;
    }
    // A request that a server received has both, and the types of Node cannot say so.
    const received = request as IncomingMessage & { method: string; url: string };
    handle(received, response).catch(() => response.destroy());
  });
  return {
    address: `http://127.0.0.1:${listening}${path}`,
    async close() {
      await stateless.close();
      await sessions.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Clients of the protocol before 2026-07-28, which begin a session and stay in it. */
function createSessions(factory: McpServerFactory) {
  const sessions = new Map<string, WebStandardStreamableHTTPServerTransport>();

  async function begin(request: Request): Promise<Response> {
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      async onsessioninitialized(id) {
        sessions.set(id, transport);
        const [oldest] = sessions;
        if (sessions.size <= MOST_SESSIONS || oldest === undefined) return;
        sessions.delete(oldest[0]);
        await oldest[1].close();
      },
      onsessionclosed: (id) => void sessions.delete(id),
    });
    const server = await factory({ era: 'legacy', requestInfo: request });
    await server.connect(transport);
    return transport.handleRequest(request);
  }

  return {
    async fetch(request: Request): Promise<Response> {
      const id = request.headers.get('mcp-session-id');
      if (id === null) return begin(request);
      const session = sessions.get(id);
      if (session !== undefined) return session.handleRequest(request);
      const error = { code: -32_001, message: 'This session is over. Begin a new one.' };
      return Response.json({ jsonrpc: '2.0', id: null, error }, { status: 404 });
    },
    async close(): Promise<void> {
      for (const session of sessions.values()) await session.close();
    },
  };
}
