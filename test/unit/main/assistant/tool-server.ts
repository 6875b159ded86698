import { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';

/** What a server of another program says and hears. */
export interface ToolServer {
  /** Description of its tool that reads. */
  description: string;
  /** What that gives. */
  says: string;
  /** What its tools were called with. */
  readonly heard: { readonly tool: string; readonly input: unknown }[];
}

/** A server with a tool that reads (`look`) and one that changes something (`close`). */
export function toolServer(state: ToolServer): McpServer {
  const server = new McpServer({ name: 'tickets', version: '1' });
  const inputSchema = z.object({ about: z.string() });
  const text = (said: string) => ({ content: [{ type: 'text' as const, text: said }] });
  server.registerTool(
    'look',
    { description: state.description, inputSchema, annotations: { readOnlyHint: true } },
    (input) => {
      state.heard.push({ tool: 'look', input });
      return text(state.says);
    },
  );
  server.registerTool('close', { description: 'Closes a ticket.', inputSchema }, (input) => {
    state.heard.push({ tool: 'close', input });
    return text('closed');
  });
  return server;
}
