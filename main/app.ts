import { MessageChannel } from 'node:worker_threads';
import { cancelled, Failure } from '#shared/model/failure.ts';
import {
  analysisHandlers,
  appHandlers,
  assistantHandlers,
  caseHandlers,
  createRouter,
  custodyHandlers,
  deploymentHandlers,
  teamPackHandlers,
  evidenceHandlers,
  exploreHandlers,
  exportHandlers,
  formatHandlers,
  playbookHandlers,
  providerHandlers,
  toolkitHandlers,
  reportHandlers,
  ruleHandlers,
  signalHandlers,
  tenantHandlers,
  issueHandlers,
  privacyHandlers,
  profileHandlers,
  readIn,
  sourceHandlers,
  vaultHandlers,
  type AppFacts,
  type Dialogs,
  type Handlers,
  type Router,
} from './contract/index.ts';
import { collectGarbage } from './collect-garbage.ts';
import {
  createPlaybookLibrary,
  createProviderDesk,
  createToolkitDesk,
  createWaitingDecisions,
  playbookShelf,
} from './assistant/index.ts';
import { createPackDesk, formatShelf, policyShelf, ruleShelf } from './deployments/index.ts';
import { forgetUploads } from './evidence/index.ts';
import { createDownloadDesk, type DownloadDesk } from './export/index.ts';
import { createFormatLibrary, formatsFolderOf } from './formats/index.ts';
import { createIdleRest, REST_AFTER_MS } from './idle-rest.ts';
import { PLAIN_ACQUISITION, sendPieces } from './ingest/index.ts';
import { createIssueMemory } from './issues/index.ts';
import { createLog } from './log.ts';
import {
  createRuleDesk,
  createRuleLibrary,
  createRuleWatch,
  freshHits,
  rulesFolderOf,
} from './rules/index.ts';
import { createSession } from './session.ts';
import { createSettings } from './settings.ts';
import { createSeenTemplates, createTemplateMemory } from './templates/index.ts';
import { createTeamDesk } from './tenant/index.ts';
import { createVault, type Keychain } from './vault/index.ts';
import { createWipeDesk } from './wipe/index.ts';

export interface AppDependencies {
  readonly facts: AppFacts;
  /** What the shell has of the operating system. */
  readonly keychain: Keychain | null;
  readonly dialogs: Dialogs | null;
}

/** A file on its way from the page, where the shell cannot learn its place on disk. */
export interface Upload {
  readonly name: string;
  readonly modifiedMs: number;
  readonly size: number | null;
  /** Its original is kept in the case, byte for byte. */
  readonly keepOriginals: boolean;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** The running app: what every shell talks to. */
export interface App {
  readonly router: Router;
  /** The download of a token that the page was told, for a shell without a dialog for files; null: none. */
  takeDownload: DownloadDesk['take'];
  /** Reads an upload into the open case. Throws NO_CASE, CANCELLED. */
  upload(upload: Upload, signal: AbortSignal): Promise<void>;
  /** Closes the case, forgets the keys. */
  dispose(): Promise<void>;
}

/** Events after which a shared case has something to send, or another case is open. */
const SENT_AFTER: ReadonlySet<string> = new Set([
  'case',
  'journal',
  'evidence',
  'pins',
  'issues',
  'sources',
]);

/** Events after which there may be something that the rules were not asked of. */
const RULED_AFTER: ReadonlySet<string> = new Set([
  'case',
  'records',
  'analysis',
  'rules',
  'team-pack',
]);

/** Builds every service once. Imports no Electron. Throws FOLDER_UNUSABLE. */
export function createApp({ facts, keychain, dialogs }: AppDependencies): App {
  const { dataFolder } = facts;
  const log = createLog(dataFolder);
  const settings = createSettings(dataFolder);
  const vault = createVault({ dataFolder, keychain });
  const onFailure = (error: unknown): void => {
    const code = error instanceof Failure ? error.code : 'INTERNAL';
    log.error(
      { code, error: error instanceof Error ? error.name : 'unknown' },
      'background work failed',
    );
  };
  const library = createFormatLibrary(formatsFolderOf(dataFolder));
  const templateMemory = createTemplateMemory(vault);
  const seenTemplates = createSeenTemplates(vault);
  const session = createSession({
    dataFolder,
    vault,
    settings,
    library,
    templateMemory,
    onFailure,
  });
  const ruleLibrary = createRuleLibrary(rulesFolderOf(dataFolder));
  const ruleDesk = createRuleDesk(ruleLibrary);
  const ruleWatch = createRuleWatch({
    desk: ruleDesk,
    library: ruleLibrary,
    current: session.openCase,
    found: (fresh) => session.tell({ type: 'hits', fresh: freshHits(fresh) }),
    onFailure,
  });
  const downloads = createDownloadDesk();
  const providers = createProviderDesk(vault);
  const toolkits = createToolkitDesk(vault);
  const decisions = createWaitingDecisions(() => session.tell({ type: 'journal' }));
  const past = createIssueMemory(vault);
  const models = { providers, toolkits, past, askToLeave: decisions.askToLeave };
  const team = createTeamDesk({
    vault,
    current: session.openCase,
    tell: () => session.tell({ type: 'tenant' }),
    aiTokens: () =>
      providers
        .usage()
        .map(({ day, inputTokens, outputTokens }) => ({ day, tokens: inputTokens + outputTokens })),
    async alongside() {
      await wipes.look(team.isOut()).catch(onFailure);
      await packs.look().catch(onFailure);
    },
  });
  const playbooks = createPlaybookLibrary(vault);
  const packs = createPackDesk({
    vault,
    server: () => team.server(),
    shelves: {
      rules: ruleShelf(ruleLibrary, ruleDesk),
      formats: formatShelf(library),
      playbooks: playbookShelf(playbooks),
      policies: policyShelf(vault),
    },
    tell: () => session.tell({ type: 'team-pack' }),
  });
  const wipes = createWipeDesk({
    vault,
    closeCase: session.closeAmong,
    async forgetTeam(url, { caseIds, files }) {
      await packs.leave(url);
      forgetUploads(vault, caseIds);
      past.forget(files);
      seenTemplates.forget(files);
    },
    tell: () => session.tell({ type: 'tenant' }),
  });
  session.onEvent(({ type }) => {
    if (SENT_AFTER.has(type)) team.changed();
    if (RULED_AFTER.has(type)) ruleWatch.stir();
    if (type === 'analysis') void rememberTemplates().catch(onFailure);
  });
  async function rememberTemplates(): Promise<void> {
    const open = session.openCase();
    // Once all is read; and not the sample: it would be known from itself for ever.
    if (open === null || open.isReading() || session.isSample(open.path)) return;
    seenTemplates.remember({ path: open.path, name: open.info().name }, await open.templates());
  }
  vault.onChange((state) => (state === 'unlocked' ? team.changed() : team.forget()));
  const handlers: Handlers = {
    ...appHandlers({ session, vault, settings, dialogs, facts }),
    ...vaultHandlers(vault, settings),
    ...caseHandlers(session),
    ...sourceHandlers(session, library, onFailure),
    ...formatHandlers(session, library),
    ...exploreHandlers(session),
    ...exportHandlers(session, dialogs, downloads),
    ...analysisHandlers(session, templateMemory, seenTemplates),
    ...reportHandlers({ session, vault, settings, dialogs, downloads, dataFolder, models }),
    ...ruleHandlers(session, ruleLibrary, ruleDesk),
    ...evidenceHandlers(session),
    ...custodyHandlers(session, dialogs, downloads),
    ...privacyHandlers(session),
    ...profileHandlers(vault, dataFolder),
    ...signalHandlers(session),
    ...assistantHandlers(session, models, decisions),
    ...playbookHandlers(session, playbooks, models),
    ...providerHandlers(session, providers),
    ...toolkitHandlers(session, toolkits, dialogs),
    ...tenantHandlers(session, team, dialogs, vault, wipes, downloads),
    ...deploymentHandlers(team),
    ...teamPackHandlers(packs, playbooks, vault),
    ...issueHandlers(session, past, dataFolder),
  };
  const router = createRouter({
    handlers,
    gate: { vault: () => vault.state(), caseOpen: () => session.openCase() !== null },
    log: (entry) => log.error(entry, 'unexpected error'),
    checkOutputs: process.env['ERROR_IQ_CHECK_OUTPUT'] === '1',
  });

  return {
    router: restingRouter(router),
    takeDownload: downloads.take,
    async upload({ name, modifiedMs, size, bytes, keepOriginals }, signal) {
      const open = session.current();
      const { port1, port2 } = new MessageChannel();
      const mtimeUs = Math.round(modifiedMs) * 1000;
      const acquisition = { ...PLAIN_ACQUISITION, keepOriginals };
      const reading = readIn(session, open, () =>
        open.read({ kind: 'upload', name, mtimeUs, size, port: port2, acquisition }),
      );
      // Whoever took the pieces may be gone: a port that nobody closes would keep the app from ending.
      void reading.catch(onFailure).finally(() => port1.close());
      if (!(await sendPieces(bytes, port1, signal))) throw cancelled();
    },
    async dispose() {
      ruleWatch.close();
      await team.close();
      await session.dispose();
      await library.close();
      await ruleDesk.close();
      vault.lock();
    },
  };
}

/** Gives the memory of this thread back when no page has asked for or been told anything for a while. */
function restingRouter(router: Router): Router {
  const idle = createIdleRest(REST_AFTER_MS, collectGarbage);
  const stir = (): void => void idle.during(() => Promise.resolve());
  return {
    connect(send) {
      const connection = router.connect((response) => {
        stir();
        send(response);
      });
      return {
        receive(message) {
          stir();
          connection.receive(message);
        },
        close: () => connection.close(),
      };
    },
  };
}
