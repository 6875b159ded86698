import { OFFLINE } from '#shared/model/answer.ts';
import type { CitedRecord } from '#shared/model/timeline.ts';
import {
  createAssistantDesk,
  createWordsDesk,
  type ModelService,
  type WaitingDecisions,
} from '../assistant/index.ts';
import { citedOfEach } from '../evidence/index.ts';
import type { Session } from '../session.ts';
import type { Handlers } from './handlers.ts';

/** Calls about questions to the assistant. */
export function assistantHandlers(
  session: Session,
  models: ModelService,
  { decide, waiting }: WaitingDecisions,
) {
  const desk = () => createAssistantDesk(session.current(), models);
  return {
    'assistant.ask': async (asked, { signal, emit }) => {
      const { closing } = session.current();
      const { id } = await desk().ask(asked, AbortSignal.any([signal, closing]), emit);
      // What was spent is shown with the providers.
      session.tell({ type: 'settings' });
      return { id };
    },
    'assistant.words': async (wish, { signal }) => {
      const open = session.current();
      const stop = AbortSignal.any([signal, open.closing]);
      const worded = await createWordsDesk(open, models).translate(wish, stop);
      if (worded.answerer.provider !== OFFLINE.provider) session.tell({ type: 'settings' });
      return worded;
    },
    'assistant.decide': ({ id, decision }) => {
      decide(id, decision);
      return {};
    },
    'assistant.waiting': () => ({ leaving: waiting() }),
    'assistant.sending': async () => ({ sending: await session.current().sending() }),
    'assistant.setSending': async ({ sending }) => {
      await session.current().change('assistant', 'assistant', { sending });
      return {};
    },
    'assistant.history': async () => {
      const open = session.current();
      const history = await desk().history();
      const cited = await citedOfEach(
        open,
        history.map(({ answer }) => answer.citations.map(({ record }) => record)),
      );
      return history.map((exchange, at) => ({
        ...exchange,
        cited: (cited[at] ?? []).map(plainCited),
      }));
    },
    'assistant.keep': async ({ id }) => ({ finding: await desk().keep(id) }),
    'assistant.remove': async ({ id }) => {
      await desk().remove(id);
      return {};
    },
  } satisfies Partial<Handlers>;
}

/** A cited record as the contract carries it. */
export function plainCited(cited: CitedRecord) {
  return { ...cited, ref: cited.ref === null ? null : { ...cited.ref } };
}
