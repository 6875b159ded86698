import type { ToolkitDesk } from '../assistant/index.ts';
import type { Session } from '../session.ts';
import type { Dialogs } from './app-handlers.ts';
import type { Handlers } from './handlers.ts';

/** Calls about tools of other programs, their credentials, and which of them may be used. */
export function toolkitHandlers(session: Session, desk: ToolkitDesk, dialogs: Dialogs | null) {
  const { shelf } = desk;
  const changed = (): Record<string, never> => {
    session.tell({ type: 'settings' });
    return {};
  };
  return {
    'toolkits.list': () => shelf.list().map((one) => ({ ...one, ...copied(one) })),
    'toolkits.tools': async ({ id }, { signal }) =>
      (await desk.tools(id, signal)).map((tool) => ({ ...tool })),
    'toolkits.set': (toolkit) => {
      shelf.set(toolkit);
      return changed();
    },
    'toolkits.remove': ({ id }) => {
      shelf.remove(id);
      return changed();
    },
    'toolkits.setSecret': ({ id, name, value }) => {
      shelf.setSecret(id, name, value);
      return changed();
    },
    'toolkits.signIn': async ({ id, origins, client }, { signal, emit }) => {
      const open = (page: string): void => {
        dialogs?.openPage(page);
        emit({ page, opened: dialogs !== null });
      };
      await desk.signIn(id, { origins, client, open }, signal);
      return changed();
    },
    'toolkits.signOut': async ({ id }) => {
      await desk.signOut(id);
      return changed();
    },
    'toolkits.allow': ({ id, tool, sha256 }) => {
      shelf.allow(id, tool, sha256);
      return changed();
    },
    'toolkits.disallow': ({ id, tool }) => {
      shelf.disallow(id, tool);
      return changed();
    },
  } satisfies Partial<Handlers>;
}

const copied = ({
  secrets,
  allowed,
}: {
  secrets: readonly string[];
  allowed: readonly string[];
}) => ({
  secrets: [...secrets],
  allowed: [...allowed],
});
