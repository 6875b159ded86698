import { completable, McpServer, ResourceTemplate } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { addAskingTools } from './asking-tools.ts';

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';
const SILENCE = 'UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA=';
const TEXT = { type: 'text', text: 'This is a simple text response for testing.' } as const;
const IMAGE = { type: 'image', data: PIXEL, mimeType: 'image/png' } as const;
const AUDIO = { type: 'audio', data: SILENCE, mimeType: 'audio/wav' } as const;
const resource = (uri: string, text: string, mimeType = 'text/plain') =>
  ({ type: 'resource', resource: { uri, mimeType, text } }) as const;
const said = (text: string) => ({ role: 'user', content: { type: 'text', text } }) as const;

/** A server with everything that the conformance suite asks for by name, to be served through the same door as a case. */
export function suiteServer(): McpServer {
  const server = new McpServer(
    { name: 'error-iq-suite', version: '1' },
    { capabilities: { logging: {}, completions: {}, resources: { subscribe: true } } },
  );
  addTools(server);
  addAskingTools(server);
  addResources(server);
  addPrompts(server);
  return server;
}

function addTools(server: McpServer): void {
  const plain = {
    test_simple_text: [TEXT],
    test_image_content: [IMAGE],
    test_audio_content: [AUDIO],
    test_embedded_resource: [resource('test://embedded-resource', 'Embedded.')],
    test_multiple_content_types: [
      TEXT,
      IMAGE,
      resource('test://mixed-content-resource', '{"test":"data"}', 'application/json'),
    ],
  };
  for (const [name, content] of Object.entries(plain)) {
    server.registerTool(name, { description: 'Gives content.' }, () => ({ content: [...content] }));
  }
  server.registerTool('test_error_handling', { description: 'Fails.' }, () => {
    throw new Error('This tool intentionally returns an error for testing');
  });
  server.registerTool('test_tool_with_logging', { description: 'Logs.' }, async ({ mcpReq }) => {
    for (const step of ['started', 'processing', 'completed']) await mcpReq.log('info', step);
    return { content: [TEXT] };
  });
  server.registerTool(
    'test_tool_with_progress',
    { description: 'Tells how far it is.' },
    async ({ mcpReq: { _meta: meta, notify } }) => {
      const progressToken = meta?.progressToken;
      for (const progress of progressToken === undefined ? [] : [0, 50, 100]) {
        await notify({
          method: 'notifications/progress',
          params: { progressToken: progressToken ?? 0, progress, total: 100 },
        });
      }
      return { content: [TEXT] };
    },
  );
}

function addResources(server: McpServer): void {
  const facts = { description: 'For the suite.' };
  server.registerResource('text', 'test://static-text', facts, () => ({
    contents: [{ uri: 'test://static-text', mimeType: 'text/plain', text: 'Static text.' }],
  }));
  server.registerResource('binary', 'test://static-binary', facts, () => ({
    contents: [{ uri: 'test://static-binary', mimeType: 'image/png', blob: PIXEL }],
  }));
  server.registerResource('watched', 'test://watched-resource', facts, () => ({
    contents: [{ uri: 'test://watched-resource', mimeType: 'text/plain', text: 'Watched.' }],
  }));
  server.registerResource(
    'template',
    new ResourceTemplate('test://template/{id}/data', { list: undefined }),
    facts,
    (uri, { id }) => ({
      contents: [{ uri: uri.href, mimeType: 'application/json', text: JSON.stringify({ id }) }],
    }),
  );
  server.server.setRequestHandler('resources/subscribe', () => ({}));
  server.server.setRequestHandler('resources/unsubscribe', () => ({}));
}

function addPrompts(server: McpServer): void {
  const facts = { description: 'For the suite.' };
  server.registerPrompt('test_simple_prompt', facts, () => ({ messages: [said('Simple.')] }));
  const two = z.object({ arg1: completable(z.string(), () => ['park']), arg2: z.string() });
  server.registerPrompt(
    'test_prompt_with_arguments',
    { ...facts, argsSchema: two },
    ({ arg1, arg2 }) => ({ messages: [said(`Prompt with arg1='${arg1}', arg2='${arg2}'`)] }),
  );
  server.registerPrompt(
    'test_prompt_with_embedded_resource',
    { ...facts, argsSchema: z.object({ resourceUri: z.string() }) },
    ({ resourceUri }) => ({
      messages: [
        { role: 'user', content: resource(resourceUri, 'Embedded.') },
        said('Process it.'),
      ],
    }),
  );
  server.registerPrompt('test_prompt_with_image', facts, () => ({
    messages: [{ role: 'user', content: IMAGE }, said('Analyze it.')],
  }));
}
