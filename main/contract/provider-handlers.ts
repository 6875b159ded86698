import { ledgerName, type ProviderDesk } from '../assistant/index.ts';
import type { Session } from '../session.ts';
import type { Handlers } from './handlers.ts';

/** Calls about providers of language models, their keys, and what may be sent and spent. */
export function providerHandlers(session: Session, desk: ProviderDesk) {
  const { shelf } = desk;
  const changed = <T>(input: T): T => {
    session.tell({ type: 'settings' });
    return input;
  };
  return {
    'providers.list': () => ({
      providers: desk.list(),
      policy: shelf.ownPolicy(),
      routes: shelf.routes(),
      limits: shelf.limits(),
    }),
    'providers.set': (provider) => {
      shelf.set(provider);
      return changed({});
    },
    'providers.remove': ({ id }) => {
      shelf.remove(id);
      return changed({});
    },
    'providers.setKey': ({ id, keyId, key, expires }) => {
      shelf.setKey(id, { keyId, key }, expires);
      return changed({});
    },
    'providers.removeKey': ({ id }) => {
      shelf.removeKey(id);
      return changed({});
    },
    'providers.test': async ({ id, model }, { signal }) =>
      changed(await desk.test(id, model, signal)),
    'providers.setPolicy': ({ policy }) => {
      shelf.setPolicy(policy);
      return changed({});
    },
    'providers.setRoutes': ({ routes }) => {
      shelf.setRoutes(routes);
      return changed({});
    },
    'providers.setLimits': ({ limits }) => {
      shelf.setLimits(limits);
      return changed({});
    },
    'providers.usage': () => [...desk.usage()],
    'providers.spent': () => {
      const open = session.openCase();
      const spent = desk.access.ledger.spent(open === null ? '' : ledgerName(open));
      return { case: open === null ? null : spent.case, month: spent.month };
    },
  } satisfies Partial<Handlers>;
}
