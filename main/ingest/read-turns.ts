import { isDeepStrictEqual } from 'node:util';
import type { IngestOperations, IngestRequest, ReadOutcome } from './ingest-request.ts';

/** What is asked of one run. */
export type RunInput = Parameters<IngestOperations['run']>[0];

/** Reads a request, and those that `next` gives behind it, until it gives none. */
export type ReadRequests = (
  input: RunInput,
  signal: AbortSignal,
  next: () => IngestRequest | null,
) => Promise<ReadOutcome>;

interface Waiting {
  readonly input: RunInput;
  readonly signal: AbortSignal;
  readonly answer: PromiseWithResolvers<ReadOutcome>;
}

/**
 * Requests to read, one after the other. Uploads that come while others are read go with them: each by itself asked for all
 * that the case holds, before it and after, so that thousands of files dropped on a page took longer the more there were.
 */
export class ReadTurns {
  private readonly read: ReadRequests;
  private readonly waiting: Waiting[] = [];
  private isRunning = false;

  constructor(read: ReadRequests) {
    this.read = read;
  }

  /** Resolves or rejects with the turn that the request is read in. */
  run(input: RunInput, signal: AbortSignal): Promise<ReadOutcome> {
    const answer = Promise.withResolvers<ReadOutcome>();
    this.waiting.push({ input, signal, answer });
    if (!this.isRunning) void this.runAll();
    return answer.promise;
  }

  private async runAll(): Promise<void> {
    this.isRunning = true;
    for (let turn = this.waiting.shift(); turn !== undefined; turn = this.waiting.shift()) {
      await this.runTurn(turn);
    }
    this.isRunning = false;
  }

  private async runTurn(first: Waiting): Promise<void> {
    const together = [first];
    const next = (): IngestRequest | null => {
      const [candidate] = this.waiting;
      if (candidate === undefined || !goesWith(candidate, first)) return null;
      this.waiting.shift();
      together.push(candidate);
      return candidate.input.request;
    };
    try {
      const outcome = await this.read(first.input, first.signal, next);
      for (const { answer } of together) answer.resolve(outcome);
    } catch (error) {
      for (const { answer } of together) answer.reject(error);
    }
  }
}

/** Whether one upload is read as another is, and is stopped with it. */
function goesWith(one: Waiting, other: Waiting): boolean {
  return one.signal === other.signal && isDeepStrictEqual(manner(one), manner(other));
}

/** What all must have in common that are read in one turn; nothing else than uploads have it. */
function manner({ input }: Waiting): unknown {
  const { request, asked, caseZone, own } = input;
  if (request.kind !== 'upload' || asked !== null) return Symbol('by itself');
  return { acquisition: request.acquisition, caseZone, own };
}
