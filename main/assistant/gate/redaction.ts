import type {
  LanguageModelV4CallOptions,
  LanguageModelV4Content,
  LanguageModelV4Message,
  LanguageModelV4Middleware,
  LanguageModelV4StreamPart,
  LanguageModelV4ToolResultOutput,
} from '@ai-sdk/provider';
import { Failure } from '#shared/model/failure.ts';
import type { Masking } from '../../privacy/index.ts';
import { unmaskedValue } from './unmasked-value.ts';

type Part = Extract<LanguageModelV4Message['content'], readonly unknown[]>[number];
type PromptPart<R extends LanguageModelV4Message['role']> = Extract<
  LanguageModelV4Message,
  { role: R }
>['content'] extends (infer P)[]
  ? P
  : never;

/**
 * Masks everything that goes to a model, and turns pseudonyms back in what it answers. The innermost of all that stands
 * between us and a provider: whatever others add to a call is masked too, and so is what was said earlier and is sent again.
 */
export function redaction(masking: Masking): LanguageModelV4Middleware {
  return {
    specificationVersion: 'v4',
    transformParams: ({ params }) => maskedCall(params, masking),
    async wrapGenerate({ doGenerate }) {
      const answer = await doGenerate();
      return {
        ...answer,
        content: await Promise.all(answer.content.map((one) => unmasked(one, masking))),
      };
    },
    async wrapStream({ doStream }) {
      const answer = await doStream();
      return { ...answer, stream: answer.stream.pipeThrough(unmaskingStream(masking)) };
    },
  };
}

async function maskedCall(
  {
    prompt,
    tools,
    providerOptions: _own,
    headers: _headers,
    ...params
  }: LanguageModelV4CallOptions,
  masking: Masking,
): Promise<LanguageModelV4CallOptions> {
  const described = await Promise.all(
    (tools ?? []).map(async (tool) =>
      tool.type === 'function' && tool.description !== undefined
        ? { ...tool, description: await masking.mask(tool.description) }
        : tool,
    ),
  );
  return {
    ...params,
    ...(tools === undefined ? {} : { tools: described }),
    prompt: await Promise.all(prompt.map((message) => maskedMessage(message, masking))),
  };
}

async function maskedMessage(
  message: LanguageModelV4Message,
  masking: Masking,
): Promise<LanguageModelV4Message> {
  const each = async <P extends Part>(parts: readonly P[]): Promise<P[]> => {
    const masked: P[] = [];
    for (const part of parts) {
      // A provider's own notes on an answer of its; nobody but it could say what is in them.
      if (part.type !== 'custom') masked.push(await maskedPart(part, masking));
    }
    return masked;
  };
  switch (message.role) {
    case 'system':
      return { role: 'system', content: await masking.mask(message.content) };
    case 'user':
      return { role: 'user', content: await each<PromptPart<'user'>>(message.content) };
    case 'assistant':
      return { role: 'assistant', content: await each<PromptPart<'assistant'>>(message.content) };
    case 'tool':
      return { role: 'tool', content: await each<PromptPart<'tool'>>(message.content) };
  }
}

/** A part of a message, masked. What cannot be looked into does not leave. */
async function maskedPart<P extends Part>(part: P, masking: Masking): Promise<P> {
  switch (part.type) {
    case 'text':
    case 'reasoning':
      return { ...part, text: await masking.mask(part.text), providerOptions: undefined };
    case 'tool-call':
      return {
        ...part,
        // A model may have made the name up from what it read.
        toolName: await masking.mask(part.toolName),
        input: await masking.maskValue(part.input),
        providerOptions: undefined,
      };
    case 'tool-result':
      return {
        ...part,
        toolName: await masking.mask(part.toolName),
        output: await maskedOutput(part.output, masking),
        providerOptions: undefined,
      };
    case 'tool-approval-response':
      return part;
    default:
      throw new Failure(
        'LEAVING_NOT_TEXT',
        'Nothing was sent: what should leave is no text, so it cannot be masked.',
        { type: part.type },
      );
  }
}

async function maskedOutput(
  output: LanguageModelV4ToolResultOutput,
  masking: Masking,
): Promise<LanguageModelV4ToolResultOutput> {
  switch (output.type) {
    case 'text':
    case 'error-text':
      return { type: output.type, value: await masking.mask(output.value) };
    case 'json':
    case 'error-json':
      return { type: output.type, value: await masking.maskValue(output.value) };
    case 'execution-denied':
      return { type: output.type };
    case 'content':
      throw new Failure(
        'LEAVING_NOT_TEXT',
        'Nothing was sent: what a tool gave back is no text, so it cannot be masked.',
      );
  }
}

async function unmasked(
  content: LanguageModelV4Content,
  masking: Masking,
): Promise<LanguageModelV4Content> {
  if (content.type === 'text' || content.type === 'reasoning') {
    return { ...content, text: await masking.unmask(content.text) };
  }
  if (content.type === 'tool-call') {
    return { ...content, input: await unmaskedJson(content.input, masking) };
  }
  return content;
}

/** JSON whose texts are turned back: originals may hold what JSON must escape. What is no JSON stays as it is. */
async function unmaskedJson(json: string, masking: Masking): Promise<string> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return json;
  }
  return JSON.stringify(await unmaskedValue(value, masking));
}

/** What may be the beginning of a pseudonym, at the end of a piece. */
const OPEN_END = /[\w@.-]{1,80}$/;

/** Turns pseudonyms back in a stream, also those that come in two pieces. */
function unmaskingStream(
  masking: Masking,
): TransformStream<LanguageModelV4StreamPart, LanguageModelV4StreamPart> {
  const waiting = new Map<string, { readonly part: DeltaPart; text: string }>();
  const flush = async (id: string, enqueue: (part: LanguageModelV4StreamPart) => void) => {
    const held = waiting.get(id);
    waiting.delete(id);
    if (held !== undefined && held.text !== '') {
      enqueue({ ...held.part, delta: await masking.unmask(held.text) });
    }
  };
  return new TransformStream({
    async transform(part, controller) {
      const enqueue = (next: LanguageModelV4StreamPart): void => controller.enqueue(next);
      if (part.type === 'text-delta' || part.type === 'reasoning-delta') {
        const text = (waiting.get(part.id)?.text ?? '') + part.delta;
        const [tail = ''] = OPEN_END.exec(text) ?? [];
        const whole = text.slice(0, text.length - tail.length);
        waiting.set(part.id, { part, text: tail });
        if (whole !== '') enqueue({ ...part, delta: await masking.unmask(whole) });
        return;
      }
      if (part.type === 'text-end' || part.type === 'reasoning-end') {
        await flush(part.id, enqueue);
        enqueue(part);
        return;
      }
      if (part.type === 'tool-call') {
        enqueue({ ...part, input: await unmaskedJson(part.input, masking) });
        return;
      }
      // Pieces of a tool's input are JSON that is not whole: their pseudonyms are left, and the call with all of it follows.
      enqueue(part);
    },
    async flush(controller) {
      for (const id of waiting.keys()) await flush(id, (part) => controller.enqueue(part));
    },
  });
}

type DeltaPart = Extract<LanguageModelV4StreamPart, { type: 'text-delta' | 'reasoning-delta' }>;
