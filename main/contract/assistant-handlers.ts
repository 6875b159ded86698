import type { CitedRecord } from '#shared/model/timeline.ts';
import { createAssistantDesk } from '../assistant/index.ts';
import { citedOfEach } from '../evidence/index.ts';
import type { Session } from '../session.ts';
import type { Handlers } from './handlers.ts';

/** Calls about questions to the assistant. */
export function assistantHandlers(session: Session) {
  return {
    'assistant.ask': async (asked, { signal, emit }) => {
      const { id } = await createAssistantDesk(session.current()).ask(asked, signal, emit);
      return { id };
    },
    'assistant.history': async () => {
      const open = session.current();
      const history = await createAssistantDesk(open).history();
      const cited = await citedOfEach(
        open,
        history.map(({ answer }) => answer.citations.map(({ record }) => record)),
      );
      return history.map((exchange, at) => ({ ...exchange, cited: (cited[at] ?? []).map(plain) }));
    },
    'assistant.keep': async ({ id }) => ({
      finding: await createAssistantDesk(session.current()).keep(id),
    }),
    'assistant.remove': async ({ id }) => {
      await createAssistantDesk(session.current()).remove(id);
      return {};
    },
  } satisfies Partial<Handlers>;
}

function plain(cited: CitedRecord) {
  return { ...cited, ref: cited.ref === null ? null : { ...cited.ref } };
}
