import { randomUUID } from 'node:crypto';
import { Failure } from '#shared/model/failure.ts';
import {
  createAssistantDesk,
  createPlaybookDesk,
  createWaiting,
  exchangeAsPlaybook,
  readPlaybookYaml,
  writePlaybookYaml,
  type PlaybookLibrary,
  type PlaybookWays,
  type ModelService,
} from '../assistant/index.ts';
import { citedOfEach } from '../evidence/index.ts';
import type { Session } from '../session.ts';
import { plainCited } from './assistant-handlers.ts';
import type { Handlers } from './handlers.ts';

/** Runs that are shown; the journal keeps all. */
const MOST_SHOWN = 50;

/** Nobody is asked where nothing runs. */
const NO_WAYS: PlaybookWays = { models: null, ask: () => Promise.resolve(null) };

/** Calls about playbooks and their runs. */
export function playbookHandlers(session: Session, library: PlaybookLibrary, models: ModelService) {
  const running = new Map<string, AbortController>();
  const answers = createWaiting<string>(
    (id) => new Failure('ASKING_GONE', 'Nothing waits for this answer any more.', { id }),
  );
  const looking = () => createPlaybookDesk(session.current(), NO_WAYS);
  return {
    'playbooks.list': () =>
      library.list().map(({ playbook: { id, title, about, inputs }, text, own, team }) => ({
        id,
        title,
        about,
        text,
        own,
        team,
        inputs: Object.entries(inputs).map(([name, input]) => ({
          name,
          type: input.type,
          title: input.title,
          about: input.about ?? null,
          default: input.default === undefined ? null : String(input.default),
          optional: input.optional === true || input.default !== undefined,
          options: [...(input.options ?? [])],
        })),
      })),
    'playbooks.check': ({ text }) => [...readPlaybookYaml(text).problems],
    'playbooks.save': ({ text, before }) => {
      const { id } = library.keep(text, before);
      session.tell({ type: 'settings' });
      return { id };
    },
    'playbooks.remove': ({ id }) => {
      library.remove(id);
      session.tell({ type: 'settings' });
      return {};
    },
    'playbooks.fromAnswer': async ({ id }) => {
      const history = await createAssistantDesk(session.current()).history();
      const exchange = history.find((one) => one.id === id);
      if (exchange === undefined) {
        throw new Failure('EXCHANGE_GONE', 'This answer is not in the case any more.', { id });
      }
      return { text: writePlaybookYaml(exchangeAsPlaybook(exchange)) };
    },
    'playbooks.run': async (asked, { signal, emit }) => {
      const open = session.current();
      if (asked.how === 'on' && running.has(asked.id)) {
        throw new Failure('PLAYBOOK_RUNS', 'This run goes on already.', { run: asked.id });
      }
      const stop = new AbortController();
      let own = '';
      const desk = createPlaybookDesk(open, {
        models,
        ask(_step, { question, options, default: fallback }, stopped) {
          const id = randomUUID();
          const shown = { id, question, options: options && [...options], default: fallback };
          emit({ type: 'asking', asking: shown });
          return answers.wait(id, stopped);
        },
      });
      const signals = { cancel: stop.signal, interrupt: AbortSignal.any([signal, open.closing]) };
      const tell: Parameters<typeof desk.run>[3] = (event) => {
        if (event.type === 'begun') {
          own = event.run;
          running.set(own, stop);
        }
        if (!signal.aborted) emit(event);
      };
      try {
        const ended =
          asked.how === 'on'
            ? await desk.resume(asked.id, signals, tell)
            : await desk.run(library.get(asked.id), asked.inputs, signals, tell);
        return { run: ended.run };
      } finally {
        running.delete(own);
        // What was spent is shown with the providers; what was broken off with the playbooks.
        session.tell({ type: 'settings' });
        session.tell({ type: 'journal' });
      }
    },
    'playbooks.answer': ({ id, answer }) => {
      answers.settle(id, answer);
      return {};
    },
    'playbooks.cancel': async ({ run }) => {
      const stop = running.get(run);
      if (stop === undefined) await looking().giveUp(run);
      else stop.abort();
      return {};
    },
    'playbooks.runs': async () => {
      const desk = looking();
      const ended = (await desk.ended()).slice(0, MOST_SHOWN);
      const cited = await citedOfEach(
        session.current(),
        ended.map(({ citations }) => citations.map(({ record }) => record)),
      );
      return {
        begun: (await desk.begun()).map((one) => ({ ...one, running: running.has(one.run) })),
        ended: ended.map((run, at) => ({ ...run, cited: (cited[at] ?? []).map(plainCited) })),
      };
    },
  } satisfies Partial<Handlers>;
}
