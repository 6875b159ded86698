import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Provider, ProviderKind } from '#shared/model/provider.ts';

interface Said {
  readonly say?: string;
  readonly tools?: readonly { readonly name: string; readonly input: unknown }[];
  readonly usage?: { readonly input: number; readonly output: number };
}

/** What the model says to one request. */
export type Reply =
  | Said
  /** What may go wrong. */
  | { readonly status: number; readonly retryAfter?: number; readonly body?: string }
  | { readonly broken: 'json' | 'cut' | 'cut-later' | 'silence' }
  | { readonly redirect: string }
  | Bent;

/** What it says, bent on the wire, piece by piece as the protocol has it; after it the connection is in that state. */
interface Bent {
  readonly of: Said;
  readonly bend: (pieces: string[]) => string[];
  readonly last: 'end' | 'cut' | 'hold' | 'again';
}

export interface RecordedRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  /** The bytes of the body. */
  readonly body: string;
}

export type Script = (request: RecordedRequest, turn: number) => Reply;

export interface ScriptedProvider {
  readonly address: string;
  readonly requests: readonly RecordedRequest[];
  readonly provider: Provider;
}

const PATHS: Readonly<Partial<Record<ProviderKind, string>>> = {
  openai: '/v1',
  anthropic: '/v1',
  azure: '/openai',
  google: '/v1beta',
  mistral: '/v1',
  'openai-compatible': '/v1',
  ollama: '/api',
};

/** A provider on this machine that speaks the real protocols and says what a script tells it. */
export async function scriptedServer(
  kind: ProviderKind,
  script: Script,
  more: Partial<Provider> = {},
): Promise<ScriptedProvider & { close(): void }> {
  const requests: RecordedRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { url = '', headers } = request;
      const recorded = { path: url, headers, body: Buffer.concat(chunks).toString('utf8') };
      requests.push(recorded);
      answer(kind, recorded, script(recorded, requests.length), response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const address = `http://127.0.0.1:${port}`;
  return {
    address,
    requests,
    close() {
      server.closeAllConnections();
      server.close();
    },
    provider: {
      id: kind,
      kind,
      baseUrl: `${address}${PATHS[kind] ?? ''}`,
      region: kind === 'bedrock' ? 'eu-central-1' : null,
      proxy: null,
      ca: null,
      models: [{ id: 'scripted', inputPrice: 1, outputPrice: 2 }],
      timeoutSeconds: 5,
      callsPerMinute: null,
      keyExpires: null,
      ...more,
    },
  };
}

function answer(
  kind: ProviderKind,
  asked: RecordedRequest,
  reply: Reply,
  to: ServerResponse,
): void {
  if ('redirect' in reply) {
    to.writeHead(307, { location: reply.redirect }).end();
    return;
  }
  if ('status' in reply) {
    const retry = reply.retryAfter === undefined ? {} : { 'retry-after': String(reply.retryAfter) };
    to.writeHead(reply.status, { 'content-type': 'application/json', ...retry });
    to.end(reply.body ?? JSON.stringify({ error: { type: 'error', message: 'no' } }));
    return;
  }
  const streamed = isStreamed(kind, asked);
  const type = !streamed
    ? 'application/json'
    : kind === 'ollama'
      ? 'application/x-ndjson'
      : 'text/event-stream';
  if ('broken' in reply) {
    if (reply.broken === 'silence') return;
    to.writeHead(200, { 'content-type': type });
    if (reply.broken === 'json')
      to.end(streamed ? 'data: {"choices": [{"del\n\n' : '{"choices": [{');
    else {
      const [first = ''] = wordsOf(kind, { say: 'half an answer' }, streamed);
      to.write(reply.broken === 'cut' ? ' ' : first, () => to.destroy());
    }
    return;
  }
  to.writeHead(200, { 'content-type': type });
  if ('bend' in reply) {
    bent(reply, wordsOf(kind, reply.of, streamed), to);
    return;
  }
  for (const piece of wordsOf(kind, reply, streamed)) to.write(piece);
  to.end();
}

function bent({ bend, last }: Bent, pieces: string[], to: ServerResponse): void {
  const wire = bend(pieces).join('');
  const again = (): void => {
    if (!to.destroyed) to.write(wire.repeat(100), () => setImmediate(again));
  };
  if (last === 'end') to.end(wire);
  else if (last === 'cut') to.write(wire, () => to.destroy());
  else if (last === 'hold') to.write(wire);
  else again();
}

function isStreamed(kind: ProviderKind, { path, body }: RecordedRequest): boolean {
  if (kind === 'google') return path.includes('streamGenerateContent');
  if (kind === 'bedrock') return false;
  return (JSON.parse(body) as { stream?: boolean }).stream === true;
}

function wordsOf(kind: ProviderKind, said: Said, streamed: boolean): string[] {
  if (kind === 'anthropic') return streamed ? anthropicStream(said) : [anthropicWhole(said)];
  if (kind === 'ollama') return ollama(said);
  if (kind === 'google') return google(said, streamed);
  if (kind === 'bedrock') return bedrock(said);
  return streamed ? openAiStream(said) : [openAiWhole(said)];
}

const usageOf = ({ usage }: Said) => usage ?? { input: 10, output: 5 };
const event = (data: unknown): string => `data: ${JSON.stringify(data)}\n\n`;

function openAiWhole(said: Said): string {
  const { input, output } = usageOf(said);
  const calls = (said.tools ?? []).map(({ name, input: given }, at) => ({
    id: `call_${at}`,
    type: 'function',
    function: { name, arguments: JSON.stringify(given) },
  }));
  return JSON.stringify({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model: 'scripted',
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: said.say ?? null,
          ...(calls.length > 0 ? { tool_calls: calls } : {}),
        },
        finish_reason: calls.length > 0 ? 'tool_calls' : 'stop',
      },
    ],
    usage: { prompt_tokens: input, completion_tokens: output, total_tokens: input + output },
  });
}

function openAiStream(said: Said): string[] {
  const { input, output } = usageOf(said);
  const chunk = (delta: unknown, finish: string | null = null): string =>
    event({
      id: 'chatcmpl-1',
      object: 'chat.completion.chunk',
      created: 1,
      model: 'scripted',
      choices: [{ index: 0, delta, finish_reason: finish }],
    });
  const pieces = [chunk({ role: 'assistant', content: '' })];
  for (const word of (said.say ?? '').match(/\S+\s*|\s+/g) ?? [])
    pieces.push(chunk({ content: word }));
  (said.tools ?? []).forEach(({ name, input: given }, index) => {
    const text = JSON.stringify(given);
    const half = Math.ceil(text.length / 2);
    const call = { index, id: `call_${index}`, type: 'function' };
    pieces.push(
      chunk({ tool_calls: [{ ...call, function: { name, arguments: text.slice(0, half) } }] }),
    );
    pieces.push(chunk({ tool_calls: [{ index, function: { arguments: text.slice(half) } }] }));
  });
  pieces.push(chunk({}, (said.tools ?? []).length > 0 ? 'tool_calls' : 'stop'));
  pieces.push(
    event({
      id: 'chatcmpl-1',
      object: 'chat.completion.chunk',
      created: 1,
      model: 'scripted',
      choices: [],
      usage: { prompt_tokens: input, completion_tokens: output, total_tokens: input + output },
    }),
    'data: [DONE]\n\n',
  );
  return pieces;
}

function anthropicWhole(said: Said): string {
  const { input, output } = usageOf(said);
  return JSON.stringify({
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'scripted',
    content: [
      ...(said.say === undefined ? [] : [{ type: 'text', text: said.say }]),
      ...(said.tools ?? []).map(({ name, input: given }, at) => ({
        type: 'tool_use',
        id: `toolu_${at}`,
        name,
        input: given,
      })),
    ],
    stop_reason: (said.tools ?? []).length > 0 ? 'tool_use' : 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: input, output_tokens: output },
  });
}

function anthropicStream(said: Said): string[] {
  const { input, output } = usageOf(said);
  const named = (type: string, data: object): string =>
    `event: ${type}\n${event({ type, ...data })}`;
  const pieces = [
    named('message_start', {
      message: {
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        model: 'scripted',
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: { input_tokens: input, output_tokens: 1 },
      },
    }),
  ];
  let index = 0;
  if (said.say !== undefined) {
    pieces.push(
      named('content_block_start', { index, content_block: { type: 'text', text: '' } }),
      ...(said.say.match(/\S+\s*|\s+/g) ?? []).map((text) =>
        named('content_block_delta', { index, delta: { type: 'text_delta', text } }),
      ),
      named('content_block_stop', { index }),
    );
    index++;
  }
  for (const { name, input: given } of said.tools ?? []) {
    const content_block = { type: 'tool_use', id: `toolu_${index}`, name, input: {} };
    pieces.push(
      named('content_block_start', { index, content_block }),
      named('content_block_delta', {
        index,
        delta: { type: 'input_json_delta', partial_json: JSON.stringify(given) },
      }),
      named('content_block_stop', { index }),
    );
    index++;
  }
  const stop_reason = (said.tools ?? []).length > 0 ? 'tool_use' : 'end_turn';
  pieces.push(
    named('message_delta', {
      delta: { stop_reason, stop_sequence: null },
      usage: { output_tokens: output },
    }),
    named('message_stop', {}),
  );
  return pieces;
}

function ollama(said: Said): string[] {
  const { input, output } = usageOf(said);
  const line = (data: object): string =>
    `${JSON.stringify({ model: 'scripted', created_at: '2026-01-01T00:00:00Z', ...data })}\n`;
  const tool_calls = (said.tools ?? []).map(({ name, input: given }) => ({
    function: { name, arguments: given },
  }));
  const message = {
    role: 'assistant',
    content: said.say ?? '',
    ...(tool_calls.length > 0 ? { tool_calls } : {}),
  };
  const counts = {
    total_duration: 1,
    load_duration: 1,
    prompt_eval_count: input,
    prompt_eval_duration: 1,
    eval_count: output,
    eval_duration: 1,
  };
  return [line({ message, done: true, done_reason: 'stop', ...counts })];
}

function google(said: Said, streamed: boolean): string[] {
  const { input, output } = usageOf(said);
  const whole = {
    candidates: [
      {
        content: { role: 'model', parts: [{ text: said.say ?? '' }] },
        finishReason: 'STOP',
        index: 0,
      },
    ],
    usageMetadata: {
      promptTokenCount: input,
      candidatesTokenCount: output,
      totalTokenCount: input + output,
    },
  };
  return [streamed ? event(whole) : JSON.stringify(whole)];
}

function bedrock(said: Said): string[] {
  const { input, output } = usageOf(said);
  return [
    JSON.stringify({
      output: { message: { role: 'assistant', content: [{ text: said.say ?? '' }] } },
      stopReason: 'end_turn',
      usage: { inputTokens: input, outputTokens: output, totalTokens: input + output },
      metrics: { latencyMs: 1 },
    }),
  ];
}
