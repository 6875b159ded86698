import type { ElicitRequestFormParams, McpServer, RequestId } from '@modelcontextprotocol/server';
import { z } from 'zod';

type Schema = ElicitRequestFormParams['requestedSchema'];

const OPTIONS = ['option1', 'option2', 'option3'];
const TITLED = [
  { const: 'value1', title: 'First' },
  { const: 'value2', title: 'Second' },
];
const SCHEMAS: Readonly<Record<string, Schema>> = {
  test_elicitation: {
    type: 'object',
    properties: { username: { type: 'string' }, email: { type: 'string' } },
    required: ['username', 'email'],
  },
  test_elicitation_sep1034_defaults: {
    type: 'object',
    properties: {
      name: { type: 'string', default: 'John Doe' },
      age: { type: 'integer', default: 30 },
      score: { type: 'number', default: 95.5 },
      status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
      verified: { type: 'boolean', default: true },
    },
  },
  test_elicitation_sep1330_enums: {
    type: 'object',
    properties: {
      untitledSingle: { type: 'string', enum: OPTIONS },
      titledSingle: { type: 'string', oneOf: TITLED },
      legacyEnum: { type: 'string', enum: ['opt1', 'opt2'], enumNames: ['One', 'Two'] },
      untitledMulti: { type: 'array', items: { type: 'string', enum: OPTIONS } },
      titledMulti: { type: 'array', items: { anyOf: TITLED } },
    },
  },
};

/**
 * The question goes out on the stream of the call that asks it. The library would send it on the one that a client opens
 * for itself beside its calls, and drop it without a word where that is not open yet.
 */
const onItsStream = (relatedRequestId: RequestId) => ({ relatedRequestId });

/** Tools of the conformance suite that ask the client something back. */
export function addAskingTools(server: McpServer): void {
  for (const [name, requestedSchema] of Object.entries(SCHEMAS)) {
    server.registerTool(name, { description: 'Asks the user.' }, async ({ mcpReq }) => {
      const answer = await mcpReq.elicitInput(
        { mode: 'form', message: 'Please.', requestedSchema },
        onItsStream(mcpReq.id),
      );
      return { content: [{ type: 'text', text: JSON.stringify(answer) }] };
    });
  }
  server.registerTool(
    'test_sampling',
    { description: 'Asks the model.', inputSchema: z.object({ prompt: z.string() }) },
    async ({ prompt }, { mcpReq }) => {
      const answer = await mcpReq.requestSampling(
        {
          messages: [{ role: 'user', content: { type: 'text', text: prompt } }],
          maxTokens: 100,
        },
        onItsStream(mcpReq.id),
      );
      return { content: [{ type: 'text', text: JSON.stringify(answer.content) }] };
    },
  );
}
