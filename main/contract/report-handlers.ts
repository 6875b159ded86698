import { basename } from 'node:path';
import type { Output } from '#shared/contract/index.ts';
import { OFFLINE } from '#shared/model/answer.ts';
import { cancelled } from '#shared/model/failure.ts';
import { IN_CLEAR } from '#shared/model/label.ts';
import { createFileSink, type DownloadDesk, type ExportSink } from '../export/index.ts';
import { checkKept } from '../evidence/index.ts';
import { draftSection, type ModelService } from '../assistant/index.ts';
import type { Session } from '../session.ts';
import type { SettingsStore } from '../settings.ts';
import type { Vault } from '../vault/index.ts';
import type { Dialogs } from './app-handlers.ts';
import { fileName, leavingSink } from './leaving-file.ts';
import type { Handlers } from './handlers.ts';
import { shownDraft } from './shown-draft.ts';

const TYPES: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  html: 'text/html; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  'csv.zip': 'application/zip',
  json: 'application/json',
};

export interface ReportServices {
  readonly session: Session;
  readonly vault: Vault;
  readonly settings: SettingsStore;
  readonly dialogs: Dialogs | null;
  readonly downloads: DownloadDesk;
  readonly dataFolder: string;
  readonly models: ModelService;
}

/** Loaded with the first call: reports and the certificates that they are signed with are 2 MB of code. */
const reportRooms = () => import('../reports/index.ts');

/** Calls about compliance reports. */
export function reportHandlers({
  session,
  vault,
  settings,
  dialogs,
  downloads,
  dataFolder,
  models,
}: ReportServices) {
  const desk = async () => (await reportRooms()).createReportDesk(session.current());

  return {
    'reports.frameworks': async () => {
      const { frameworks } = await reportRooms();
      const submissions = await session.current().submissions();
      return frameworks().map(({ id, title, short, about, stages }) => ({
        id,
        title,
        short,
        about,
        stages: stages.map((stage) => ({
          id: stage.id,
          title: stage.title,
          submitted: submissions.filter((each) => each.framework === id && each.stage === stage.id)
            .length,
        })),
      }));
    },
    'reports.state': async (which, { signal }) => {
      const { isNarrative } = await reportRooms();
      const reports = await desk();
      const prepared = await reports.prepare(which, signal);
      const submissions = (await session.current().submissions()).filter(
        ({ framework, stage }) => framework === which.framework && stage === which.stage,
      );
      return stateOf(prepared, session.current().info().zone, submissions, isNarrative);
    },
    'reports.answer': async ({ framework, field, answer }) => {
      await (await desk()).answer(framework, field, answer);
      return {};
    },
    'reports.draft': async ({ framework, stage, field, provider }, { signal }) => {
      const { narrativeQuestion } = await reportRooms();
      const open = session.current();
      const section = { ...narrativeQuestion(framework, stage, field), provider };
      const stop = AbortSignal.any([signal, open.closing]);
      const drafted = await draftSection(open, models, section, stop);
      if (drafted.answerer.provider !== OFFLINE.provider) session.tell({ type: 'settings' });
      return shownDraft(open, section.reader, drafted);
    },
    'reports.preview': async ({ framework, stage, submission }, { signal }) => ({
      html: await (await desk()).preview({ framework, stage }, submission, signal),
    }),
    'reports.export': async (request, context) => {
      const { framework, stage, submission, format, sign, leave = IN_CLEAR } = request;
      const reports = await desk();
      const { signingIdentity } = await import('../signing/index.ts');
      const signing = sign
        ? {
            identity: signingIdentity(vault, dataFolder, new Date()),
            time: new Date(),
            timeStampServer: settings.get().timeStampServer,
          }
        : null;
      const which = { framework, stage };
      const { signal } = context;
      const check = () => checkKept(session.current(), signal);
      const leaving = { signing, leave, check };
      const written = await reports.write(which, submission, format, leaving, signal);
      const name = `${fileName(`${session.current().info().name} ${framework} ${stage}`)}.${format}`;
      const tell = (address: string): void => context.emit({ type: 'download', address });
      const path = dialogs === null ? null : await dialogs.save(name);
      if (dialogs !== null && path === null) throw cancelled();
      const file = path === null ? name : basename(path);
      // A signature stands beside the file that was chosen, or is a download of its own.
      const put = async (suffix: string, type: string, bytes: Uint8Array): Promise<void> => {
        const download = { name: `${name}${suffix}`, type, signal, tell };
        const sink =
          path === null
            ? await leavingSink(download, null, downloads)
            : await createFileSink(`${path}${suffix}`);
        await writeWhole(sink, bytes);
      };
      await put('', TYPES[format] ?? 'application/octet-stream', written.bytes);
      if (written.detached !== null) {
        await put('.p7s', 'application/pkcs7-signature', written.detached);
      }
      const signature = written.detached === null ? null : `${file}.p7s`;
      const sha256 = await reports.note(written.data, file, written.bytes);
      return { file, signature, sha256 };
    },
    'reports.submit': async ({ framework, stage, submittedAt }, { signal }) => ({
      submission: await (await desk()).submit({ framework, stage }, submittedAt, signal),
    }),
  } satisfies Partial<Handlers>;
}

async function writeWhole(sink: ExportSink, bytes: Uint8Array): Promise<void> {
  try {
    await sink.write(bytes);
    await sink.finish();
  } catch (error) {
    await sink.discard();
    throw error;
  }
}

type ReportRooms = Awaited<ReturnType<typeof reportRooms>>;
type Prepared = Awaited<ReturnType<ReturnType<ReportRooms['createReportDesk']>['prepare']>>;
type Submissions = Awaited<ReturnType<ReturnType<Session['current']>['submissions']>>;

function stateOf(
  { assessment, sheet, gaps }: Prepared,
  zone: string,
  submissions: Submissions,
  isNarrative: ReportRooms['isNarrative'],
): Output<'reports.state'> {
  const { framework, stage, asked, clocks, verdict } = assessment;
  const labels = new Map(framework.fields.map(({ id, label }) => [id, label]));
  return {
    title: stage.title,
    law: stage.law,
    to: stage.to,
    about: stage.about,
    note: framework.note ?? null,
    zone,
    groups: framework.groups
      .filter(({ id }) => asked.some(({ field }) => field.group === id))
      .map(({ id, title }) => ({ id, title })),
    fields: asked.map(({ field, mandatory, late, contradicted }) => {
      const answer = sheet.answers.get(field.id);
      const value = answer !== undefined && 'value' in answer ? answer.value : null;
      return {
        id: field.id,
        group: field.group,
        label: field.label,
        type: field.type,
        law: field.law,
        help: field.help ?? null,
        note: field.note ?? null,
        choices: field.choices?.map((choice) => ({ ...choice })) ?? [],
        mandatory,
        late,
        contradicted,
        value: typeof value === 'object' && value !== null ? [...value] : value,
        justified: answer !== undefined && 'justified' in answer ? answer.justified : null,
        narrative: isNarrative(field),
        filled: sheet.filled.has(field.id),
      };
    }),
    missing: gaps.map(({ field }) => field.id),
    clocks: clocks.map(({ clock, state }) => ({
      id: clock.id,
      title: clock.title,
      law: clock.law,
      note: clock.note ?? null,
      waitsFor: state.kind === 'waiting' ? state.for.map((id) => labels.get(id) ?? id) : [],
      due: state.kind === 'running' ? state.due : null,
      moved: state.kind === 'running' && state.moved,
      done: state.kind === 'running' ? state.done : null,
    })),
    verdict:
      verdict === null
        ? null
        : {
            positive: verdict.positive,
            verdict: verdict.verdict,
            rule: verdict.rule,
            criteria: verdict.criteria.map(({ title, met }) => ({ title, met })),
          },
    submissions: submissions.map(({ submission, submittedAt, author, sha256 }) => ({
      submission,
      submittedAt,
      author,
      sha256,
    })),
  };
}
