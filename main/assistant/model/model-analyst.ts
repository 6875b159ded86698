import type { LanguageModelV4 } from '@ai-sdk/provider';
import { hasToolCall, isStepCount, streamText, tool, type ModelMessage, type ToolSet } from 'ai';
import type { z } from 'zod';
import { answerText, type Exchange } from '#shared/model/answer.ts';
import { cancelled, Failure } from '#shared/model/failure.ts';
import type { Masking } from '../../privacy/index.ts';
import type { DraftAnswer } from '../draft.ts';
import type { Tool } from '../tools/tool.ts';
import { TOOL_NAMES, TOOLS, type Toolbox } from '../tools/toolbox.ts';
import { createEarlyStatements, type TellEarly } from './early-statements.ts';
import { answerInput, draftOf, draftOfText } from './answer-tool.ts';
import { instructions } from './instructions.ts';
import { maskedResult } from './masked-result.ts';

/** Calls of a model for one question: enough to look into a few things, and an end to one that never ends. */
const MOST_STEPS = 14;
/** Earlier questions that a model is told of. */
const REMEMBERED = 3;
const MOST_OUTPUT = 4096;

/** What a model works with. */
export interface ModelWork {
  readonly masking: Masking;
  readonly toolbox: Toolbox;
  /** Tools of other programs, and what may write into the case, behind their own gate. */
  readonly outside: ToolSet;
  /** Told of words of the model that are no answer yet. */
  readonly saying: (words: string) => void;
  /** Told of the statements that are whole while the answer is still being written; they are drafts like the answer. */
  readonly early: (draft: DraftAnswer) => Promise<void>;
}

/**
 * Lets a model answer by working the case through the tools. What it says is a draft: nothing of it counts before it is
 * checked. Throws the provider's failure, MODEL_SAID_NOTHING, CANCELLED.
 */
export async function answerByModel(
  question: string,
  earlier: readonly Exchange[],
  model: LanguageModelV4,
  { masking, toolbox, outside, saying, early }: ModelWork,
): Promise<DraftAnswer> {
  const { open, signal } = toolbox.context;
  const { zone } = open.info();
  let given: z.output<typeof answerInput> | null = null;
  let failure: unknown = null;
  const result = streamText({
    model,
    system: instructions(
      open,
      Object.keys(outside).some((name) => name.includes('__')),
    ),
    messages: [...remembered(earlier), { role: 'user', content: question }],
    tools: {
      ...outside,
      ...caseTools(toolbox, masking),
      answer: tool({
        description: 'Gives the answer to the analyst. Call it once, at the end.',
        inputSchema: answerInput,
        execute(answer) {
          given = answer;
          return { taken: true };
        },
      }),
    },
    stopWhen: [isStepCount(MOST_STEPS), hasToolCall('answer')],
    maxOutputTokens: MOST_OUTPUT,
    // Calls are tried again behind the door, where budget and journal see it.
    maxRetries: 0,
    abortSignal: signal,
    onError: ({ error }) => {
      failure ??= error;
    },
  });
  let text = '';
  /** The calls of "answer" that are being written. */
  const writing = new Map<string, ReturnType<typeof createEarlyStatements>>();
  for await (const part of result.fullStream) {
    if (signal.aborted) throw cancelled();
    if (part.type === 'text-delta') {
      text += part.text;
      saying(part.text);
    }
    if (part.type === 'start-step') text = '';
    if (part.type === 'tool-input-start' && part.toolName === 'answer') {
      const tell: TellEarly = (known, statements) => early(draftOf({ known, statements }, zone));
      writing.set(part.id, createEarlyStatements(masking, tell));
    }
    if (part.type === 'tool-input-delta') await writing.get(part.id)?.add(part.delta);
    if (part.type === 'error') failure ??= part.error;
  }
  if (signal.aborted) throw cancelled();
  if (given !== null) return draftOf(given, zone);
  if (failure !== null) throw failure;
  if (text.trim() !== '') return draftOfText(text);
  throw new Failure(
    'MODEL_SAID_NOTHING',
    `The model gave no answer within ${MOST_STEPS} calls. Ask something narrower, or without a model.`,
  );
}

function remembered(earlier: readonly Exchange[]): ModelMessage[] {
  return earlier.slice(-REMEMBERED).flatMap(({ question, answer }): ModelMessage[] => [
    { role: 'user', content: question },
    { role: 'assistant', content: answerText(answer) },
  ]);
}

/** The tools of the toolbox as a model calls them. What goes wrong is told to it, so that it can ask otherwise. */
function caseTools(toolbox: Toolbox, masking: Masking): ToolSet {
  const { context } = toolbox;
  return Object.fromEntries(
    TOOL_NAMES.map((name) => {
      // Name, input and result fit by the type of TOOLS; here they are only known apart.
      const own = TOOLS[name] as unknown as Tool<never, never>;
      return [
        name,
        tool({
          description: own.description,
          inputSchema: own.input as unknown as z.ZodType<unknown>,
          async execute(input) {
            try {
              const found = await toolbox.use(name, input as never);
              return await maskedResult(own.show(found as never, context), masking);
            } catch (error) {
              if (context.signal.aborted || !(error instanceof Failure)) throw error;
              return masking.maskValue({ failed: error.code, why: error.message });
            }
          },
        }),
      ];
    }),
  );
}
