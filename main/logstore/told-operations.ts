import type { ThreadClient } from '../thread-call.ts';
import type { SearchOperations } from './search-operations.ts';

type Operation = keyof SearchOperations;
type Asked = Pick<ThreadClient<SearchOperations>, 'call'>;
type InputOf<K extends Operation> = Parameters<SearchOperations[K]>[0];

/** What ends what an operation began, by its operation; both name it in the same way. */
const ENDS = { forgetPlan: 'plan', forgetSet: 'planSet', forgetView: 'setView' } as const;

/** What all threads were told and still have to know, so that one that starts later is told the same. */
export class ToldOperations {
  /** By what they are about, in the order in which it was first told: the blocks before what is known of them. */
  private readonly kept = new Map<string, (client: Asked) => Promise<unknown>>();

  /** Takes in what all threads are told now. What is told of the same takes the place of what was told before. */
  keep<K extends Operation>(operation: K, input: InputOf<K>): void {
    const ended = operation in ENDS ? ENDS[operation as keyof typeof ENDS] : null;
    if (ended !== null) {
      this.kept.delete(keyOf(ended, input));
      return;
    }
    if (operation === 'refresh') {
      if ((input as InputOf<'refresh'>).reload) this.forgetViews();
      // To a thread that starts all blocks are new.
      this.kept.set('refresh', (client) => client.call('refresh', { reload: false, live: [] }));
      return;
    }
    this.kept.set(keyOf(operation, input), (client) => client.call(operation, input));
  }

  /** A plan or a view that a thread refused is none for those that start later either. */
  refused<K extends Operation>(operation: K, input: InputOf<K>): void {
    const key = keyOf(operation, input);
    if (key !== operation) this.kept.delete(key);
  }

  /** Tells a thread all of it. */
  tell(client: Asked): Promise<unknown>[] {
    return [...this.kept.values()].map((ask) => ask(client));
  }

  /** A view is of blocks that are there: when they are read anew it is gone for all threads. */
  private forgetViews(): void {
    for (const key of this.kept.keys()) if (key.startsWith('setView ')) this.kept.delete(key);
  }
}

/** What is told of plans and views is about each; all else about the whole case. */
function keyOf(operation: Operation, input: unknown): string {
  if (operation === 'plan' || operation === 'planSet') {
    return `${operation} ${(input as { readonly plan: string }).plan}`;
  }
  if (operation === 'setView') return `setView ${(input as { readonly view: string }).view}`;
  return operation;
}
