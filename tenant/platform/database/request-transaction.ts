import type { ControlledTransaction, Kysely, Transaction } from 'kysely';
import { whoActs } from '../acting.ts';
import { noteEvent, sealWrites, takeEvents } from './audit-log.ts';
import { keepTold, takeTold, type Told } from './outbox.ts';
import { statementsOf } from './statements.ts';
import type { Tables } from './tables.ts';

type Work<T> = (transaction: Transaction<Tables>) => Promise<T>;

/** One transaction for all that a request does in its tenant. */
export interface RequestTransaction {
  readonly tenant: string;
  /** Does work as a part of it. A part that throws leaves nothing behind, and the rest stands. */
  part<T>(work: Work<T>): Promise<T>;
  /** Does something once it is kept, and never when it is not. */
  afterKept(work: () => void): void;
  /** Keeps what its parts did, with the entry of the audit log that says so. */
  keep(): Promise<void>;
  /** Keeps nothing, if it is not over already. Never throws: a connection that is gone has kept nothing. */
  undo(): Promise<void>;
}

const joined = new WeakMap<object, RequestTransaction>();

/** The transaction that the work of the request that runs here is a part of; null: each piece of work is its own. */
export function requestTransaction(): RequestTransaction | null {
  return joined.get(whoActs()) ?? null;
}

interface Hooks {
  /** Does what every transaction begins with. */
  readonly choose: (transaction: Transaction<Tables>) => Promise<void>;
  /** Hears that it has ended, whether it was kept or not. */
  readonly ended: () => void;
  /** Hears that it was kept. */
  readonly kept: (wrote: boolean, told: readonly Told[]) => void;
}

/** Begins one for the request that runs here, until it is kept or undone. */
export async function beginRequestTransaction(
  kysely: Kysely<Tables>,
  tenant: string,
  hooks: Hooks,
): Promise<RequestTransaction> {
  const acting = whoActs();
  const transaction = await kysely.startTransaction().execute();
  try {
    await hooks.choose(transaction);
  } catch (error) {
    await undone(transaction);
    throw error;
  }
  const after: (() => void)[] = [];
  // Parts follow one another, as what they are undone to does.
  let last: Promise<unknown> = Promise.resolve();
  let isOver = false;
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work);
    last = turn.catch(() => {});
    return turn;
  };
  const end = <T>(work: () => Promise<T>): Promise<T> =>
    inTurn(() => {
      isOver = true;
      joined.delete(acting);
      return work().finally(hooks.ended);
    });
  const own: RequestTransaction = {
    tenant,
    part: (work) =>
      inTurn(async () => {
        const saved = await transaction.savepoint('part').execute();
        try {
          const done = await work(saved);
          await saved.releaseSavepoint('part').execute();
          for (const event of takeEvents(saved)) noteEvent(transaction, event);
          keepTold(transaction, takeTold(saved));
          return done;
        } catch (error) {
          await saved.rollbackToSavepoint('part').execute();
          throw error;
        }
      }),
    afterKept: (work) => void after.push(work),
    async keep() {
      const wrote = await end(() => sealed(transaction, tenant));
      hooks.kept(wrote, takeTold(transaction));
      for (const work of after) work();
    },
    async undo() {
      if (!isOver) await end(() => undone(transaction));
    },
  };
  joined.set(acting, own);
  return own;
}

/** Keeps a transaction with the entry of what it did; gives whether it wrote something. One that cannot be kept is undone. */
async function sealed(
  transaction: ControlledTransaction<Tables>,
  tenant: string,
): Promise<boolean> {
  try {
    const events = takeEvents(transaction);
    const { wrote, kept } = await sealWrites(statementsOf(transaction), tenant, { events });
    await kept;
    await transaction.commit().execute();
    return wrote;
  } catch (error) {
    await undone(transaction);
    throw error;
  }
}

/** What cannot be undone because the connection is gone is undone by the database. */
async function undone(transaction: ControlledTransaction<Tables>): Promise<void> {
  await transaction
    .rollback()
    .execute()
    .catch(() => {});
}
