import { createHash, randomUUID } from 'node:crypto';
import { jsonSchema, tool, type JSONSchema7, type ToolSet } from 'ai';
import type { Json } from '#shared/model/canonical-json.ts';
import { cancelled, Failure } from '#shared/model/failure.ts';
import { isLocal, type ProviderPolicy } from '#shared/model/provider.ts';
import { placeOf, type OfferedTool, type Toolkit } from '#shared/model/toolkit.ts';
import type { Masking } from '../../privacy/index.ts';
import { isMasked } from '../gate/is-masked.ts';
import type { DecideLeaving } from '../gate/leave-decisions.ts';
import { maskedResult } from '../model/masked-result.ts';
import type { Toolbox } from '../tools/toolbox.ts';
import type { OpenToolkit, ToolkitDesk } from './toolkit-desk.ts';

/** Tools of other programs, for one question. */
export interface OutsideTools {
  /** Those that the analyst allowed and that are still described as they were then. */
  readonly tools: ToolSet;
  /** What of it could not be used, and why. */
  readonly notes: readonly string[];
  close(): Promise<void>;
}

/** What the calls of a question go through. */
export interface OutsideGate {
  readonly question: string;
  readonly masking: Masking;
  readonly policy: ProviderPolicy;
  readonly decide: DecideLeaving;
  readonly toolbox: Toolbox;
}

type Input = Readonly<Record<string, Json>>;

/**
 * Connects to the toolkits of which the analyst allowed something, and gives their tools as a model calls them. One that
 * cannot be reached, or whose tool is described otherwise than when it was allowed, is left out and named.
 */
export async function outsideTools(desk: ToolkitDesk, gate: OutsideGate): Promise<OutsideTools> {
  const { signal } = gate.toolbox.context;
  const wanted = desk.shelf.list().filter(({ allowed }) => allowed.length > 0);
  const opened: OpenToolkit[] = [];
  const notes: string[] = [];
  await Promise.all(
    wanted.map(async ({ id }) => {
      try {
        opened.push(await desk.open(id, signal));
      } catch (error) {
        notes.push(error instanceof Failure ? error.message : `The toolkit "${id}" failed.`);
      }
    }),
  );
  const close = async (): Promise<void> => {
    await Promise.all(opened.map((one) => one.close()));
  };
  if (signal.aborted) {
    await close();
    throw cancelled();
  }
  const tools: ToolSet = {};
  for (const { toolkit, tools: offered, call } of opened) {
    for (const one of offered) {
      if (one.standing === 'changed') {
        notes.push(
          `The tool "${one.name}" of the toolkit "${toolkit.id}" is described otherwise than when you allowed it, so it was not used. Look at it in the settings, and allow it again.`,
        );
      }
      const name = nameOf(toolkit, one);
      if (one.standing !== 'allowed' || name in tools) continue;
      tools[name] = tool({
        description: one.description,
        inputSchema: jsonSchema<Input>(JSON.parse(one.schema) as JSONSchema7),
        execute: (input) => called(toolkit, one, input, gate, call),
      });
    }
  }
  return { tools, notes, close };
}

/** A name that providers take, and that none of our own tools has. */
function nameOf({ id }: Toolkit, { name }: OfferedTool): string {
  return `${id}__${name.replaceAll(/[^A-Za-z0-9_-]/g, '_')}`.slice(0, 64);
}

/** Calls a tool once what it is given is masked, looked at, decided on and noted. What goes wrong is told to the model. */
async function called(
  toolkit: Toolkit,
  { name, changes }: OfferedTool,
  input: Input,
  gate: OutsideGate,
  call: OpenToolkit['call'],
): Promise<Json> {
  const { masking, toolbox } = gate;
  const { signal } = toolbox.context;
  try {
    const found = await toolbox.note(
      `${toolkit.id}/${name}`,
      input,
      async () => {
        const given = await letThrough(toolkit, { name, changes }, input, gate);
        return call(name, given, signal);
      },
      (said) => `${Buffer.byteLength(JSON.stringify(said))} bytes`,
    );
    return await maskedResult({ from: toolkit.id, said: found }, masking);
  } catch (error) {
    if (signal.aborted || !(error instanceof Failure)) throw error;
    return masking.maskValue({ failed: error.code, why: error.message });
  }
}

/** What a tool may be given. Throws LEAVING_NOT_MASKED, LEAVING_REFUSED, TOOLKIT_NOT_ALLOWED, CANCELLED. */
async function letThrough(
  toolkit: Toolkit,
  { name, changes }: Pick<OfferedTool, 'name' | 'changes'>,
  input: Input,
  { masking, question, policy, decide, toolbox }: OutsideGate,
): Promise<Input> {
  const { open } = toolbox.context;
  const label = await open.labelOf(null);
  if (policy[label] !== 'any' && !(policy[label] === 'local' && isHere(toolkit))) {
    throw new Failure(
      'TOOLKIT_NOT_ALLOWED',
      `What is ${label} may not go to the toolkit "${toolkit.id}". Nothing was sent.`,
      { toolkit: toolkit.id, label },
    );
  }
  const given = await masking.maskValue(input);
  const body = JSON.stringify(given, null, 2);
  if (!(await isMasked(masking, JSON.stringify({ arguments: given })))) {
    throw new Failure('LEAVING_NOT_MASKED', 'Nothing was sent: something in it was not masked.', {
      toolkit: toolkit.id,
    });
  }
  const bytes = Buffer.byteLength(body);
  await decide({
    kind: changes ? 'change' : 'tool',
    provider: toolkit.id,
    model: name,
    host: placeOf(toolkit),
    size: bytes,
    body,
    local: JSON.stringify(input, null, 2),
  });
  await open.append({
    kind: 'toolkit.called',
    payload: {
      id: randomUUID(),
      question,
      toolkit: toolkit.id,
      tool: name,
      place: placeOf(toolkit),
      changes,
      sha256: createHash('sha256').update(body).digest('hex'),
      bytes,
    },
  });
  return given;
}

/** Whether it answers on this machine for certain; a program that is started here may ask anybody. */
const isHere = ({ reach }: Toolkit): boolean =>
  reach.kind === 'http' &&
  isLocal({ kind: 'openai-compatible', baseUrl: reach.url, region: null, proxy: null });
