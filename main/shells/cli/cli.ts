import { Failure } from '#shared/model/failure.ts';
import { usage } from './arguments.ts';
import { EXIT, print, say } from './command.ts';
import { stopAsByInterrupt } from './stop-signals.ts';
import { VERSION } from '../../version.ts';

type Command = (args: string[]) => Promise<number>;

/** Loaded when asked for: a search does not wait for what makes reports. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  analyze: async () => (await import('./analyze-command.ts')).analyzeCommand,
  follow: async () => (await import('./follow-command.ts')).followCommand,
  search: async () => (await import('./search-command.ts')).searchCommand,
  export: async () => (await import('./export-command.ts')).exportCommand,
  templates: async () => (await import('./templates-command.ts')).templatesCommand,
  issues: async () => (await import('./issues-command.ts')).issuesCommand,
  report: async () => (await import('./report-command.ts')).reportCommand,
  hypotheses: async () => (await import('./hypotheses-command.ts')).hypothesesCommand,
  compare: async () => (await import('./compare-command.ts')).compareCommand,
  ask: async () => (await import('./ask-command.ts')).askCommand,
  playbook: async () => (await import('./playbook-command.ts')).playbookCommand,
  provider: async () => (await import('./provider-command.ts')).providerCommand,
  shift: async () => (await import('./shift-command.ts')).shiftCommand,
  findings: async () => (await import('./findings-command.ts')).findingsCommand,
  timeline: async () => (await import('./findings-command.ts')).timelineCommand,
  journal: async () => (await import('./journal-command.ts')).journalCommand,
  custody: async () => (await import('./custody-command.ts')).custodyCommand,
  bundle: async () => (await import('./custody-command.ts')).bundleCommand,
  verify: async () => (await import('./verify-command.ts')).verifyCommand,
  share: async () => (await import('./share-command.ts')).shareCommand,
  signer: async () => (await import('./signer-command.ts')).signerCommand,
  merge: async () => (await import('./merge-command.ts')).mergeCommand,
  rules: async () => (await import('./rules-command.ts')).rulesCommand,
  formats: async () => (await import('./formats-command.ts')).formatsCommand,
  pii: async () => (await import('./pii-command.ts')).piiCommand,
  mark: async () => (await import('./mark-command.ts')).markCommand,
  key: async () => (await import('./key-command.ts')).keyCommand,
  unseal: async () => (await import('./key-command.ts')).unsealCommand,
  erase: async () => (await import('./erase-command.ts')).eraseCommand,
  label: async () => (await import('./keeping-command.ts')).labelCommand,
  retention: async () => (await import('./keeping-command.ts')).retentionCommand,
  tenant: async () => (await import('./tenant-command.ts')).tenantCommand,
  toolkit: async () => (await import('./toolkit-command.ts')).toolkitCommand,
  mcp: async () => (await import('./mcp-command.ts')).mcpCommand,
  deploy: async () => (await import('./deploy-command.ts')).deployCommand,
  serve: async () => (await import('./serve-command.ts')).serveCommand,
};

const HELP = `error-iq ${VERSION}: what happened, from a pile of logs

  error-iq analyze PATH... [--case FILE.eiq] [--tz ZONE] [--shift SOURCE=SHIFT]
                   [--report FILE.html|.json] [--count-duplicates] [--format ID] [--encoding E]
                   [--keep-originals] [--collector NAME] [--acquisition-note TEXT] [--clock-offset MS]
      Reads files, folders and archives; prints sources, levels, templates and issues.
      What stands in two of them byte for byte is counted once, unless --count-duplicates.
      Without --case everything goes to an encrypted temporary case that is removed.
  error-iq follow CASE PATH...|-|-- COMMAND ARGS [--match GLOB]
      Reads files, folders (new files too), standard input or what a command writes as it grows, through
      rotation, until Ctrl+C; files can be gone on with by the same command.
  error-iq search CASE QUERY|--ask "WORDS" [--from T] [--to T] [--limit N] [--count] [--explain]
                   [--context N] [--collapse]
      Records that match, oldest first. QUERY as in Kibana: level:error AND "connection reset"
      --ask: in words, as a query that is printed first; --provider P --send lets a model read them.
  error-iq export CASE [QUERY] --as csv|jsonl|timesketch|text [--out FILE|-] [--from T] [--to T]
      [--columns a,b] [--order time|file] [--tz ZONE] [--formula-safe] [--masked] [--override WHY]
      All records that match, to stdout by default. --formula-safe: no cell of the CSV is a formula.
      --masked: pseudonyms in place of personal data and secrets, which only this case can turn back.
  error-iq templates PATH_OR_CASE [--assignments OUT.csv] [--explain ID] [--over SLICES [--of IDS]]
  error-iq templates CASE [--merge ID,ID] [--split ID --skeletons ID,ID] [--pin ID --slot N [--value V]...]
                  [--rename ID --name NAME] [--take-back KEY] [--corrections] [--remember]
      Sets templates right; kept in the case's journal, with --remember for later cases too (in the profile).
      --explain says why a template is one, what stands in its slots, and numbers skeletons and slots.
  error-iq issues PATH_OR_CASE [--state S] [--limit N]
      Problems, gravest first. Hosts, users and releases of --limit (50) of them with --json.
  error-iq issues CASE [--resolve ID [--in now|next|RELEASE]] [--ignore ID [--until escalating|"N events"|
                  "N users"|TIME]] [--reopen ID] [--merge ID,ID] [--unmerge ID] [--note WHY]
                  [--split ID --parts KEY,KEY]
      Decides about issues; the beginning of an ID is enough. Kept in the case's journal, and remembered in the
      profile where that is open (its own case, or --profile-passphrase-file F); later cases are told of it.
  error-iq hypotheses PATH_OR_CASE
      What changed, what may have happened first and what followed, with what speaks for and against it.
  error-iq compare PATH_OR_CASE --a A [--b B] | --at T
      What differs between two stretches of time (FROM..TO), queries, or both (QUERY @ FROM..TO). Without
      --b all that A is not; --at T is before T against after.
  error-iq ask PATH_OR_CASE "QUESTION" [--provider P[/MODEL] [--send] [--approve TOOLKIT/TOOL|finding]...
               [--profile-passphrase-file F]]
      What happened, what changed, why, when it began, who is affected, what to do next: an answer whose every
      statement names its records, found without any model or network. Kept in the case's journal. --provider
      asks a model, which is sent masked text only; without --send it is shown what would leave, and does not.
  error-iq playbook list
  error-iq playbook run NAME|FILE.yaml PATH_OR_CASE [--input NAME=VALUE]... [--anew] [--models [--send]]
      An investigation of several steps, with the records that each statement rests on; kept in the case's
      journal. One that was stopped in the middle goes on. Runs without a model; with --models its questions
      go to the model that is set for them. --input also answers what it asks.
  error-iq playbook check FILE.yaml...
      Reads playbooks and names what is wrong by file, line and step.
  error-iq provider list|set ID|key ID|test ID|remove-key ID|remove ID|policy|route TASK|limits|usage
                   [--kind K] [--model NAME[:IN:OUT]]... [--url U] [--region R] [--proxy U] [--ca FILE.pem]
                   [--timeout S] [--per-minute N] [--key-file F] [--key-id-file F] [--expires DAY]
                   [--case-tokens N] [--case-money N] [--month-tokens N] [--month-money N]
      The language models that may be asked. Keys are sealed in the vault of the profile and never printed.
      "policy restricted=local" says what a label allows; "route answer a/m b/m2" who is asked, in which order.
  error-iq toolkit list | add ID (--url U | -- COMMAND ARGS) | tools ID | allow ID TOOL | disallow ID TOOL
                  | secret ID NAME (--secret-file F | --none) | remove ID | sign-out ID
                  | sign-in ID [--allow-origin O]... [--client-id C [--secret-file F]] [--no-open]
      Tools of other programs (Model Context Protocol) that a model may use. Each is allowed by its name, as its
      server describes it now; described otherwise it is not used. One that may change something is asked about
      each time: "ask" needs --approve ID/TOOL for it. Secrets are environment variables, or headers of requests.
  error-iq mcp CASE [--tools search,count,...] [--local] [--http [--port N]] [--profile-passphrase-file F]
      The tools that read a case, for another program's model (Model Context Protocol): over stdio, or on this
      machine over HTTP at the address that is printed. What they give is masked, as for a model of our own, and
      noted in the case's journal. --local: that model runs on this machine, as some labels want it.
  error-iq rules PATH_OR_CASE... [--rules FILE_OR_FOLDER]... [--level L] [--limit N]
      Runs Sigma rules; without --rules those of the profile. Records of each up to --limit (1000).
  error-iq rules --follow CASE PATH...|-|-- COMMAND ARGS [--rules FILE_OR_FOLDER]...
      As "follow", with a line for each record that a rule finds, as it comes (also: follow --alert).
  error-iq rules --check FILE_OR_FOLDER...
      Only loads rules and names what is not supported.
  error-iq shift CASE [SOURCE=SHIFT...] [--fit SOURCE OTHER]
      Sets the clocks of sources right: 'api*.log=+2h3m4.5s', 'db.log=-250ms', 'web.log=0' (also --shift of
      analyze, as often as needed). --fit proposes a shift from the ids that both sources log.
  error-iq findings CASE
  error-iq timeline CASE
      What was found and noted, with the records that it rests on and whether these stand as they were cited.
  error-iq journal CASE [--limit N] [--before N] [--take-back N]
      What was done to the case, by whom and when, latest first. --take-back takes the entry of that number back.
  error-iq custody CASE [--rehash] [--note TEXT]
      The chain of custody. --rehash hashes every original and kept copy again and notes how it stands.
  error-iq bundle CASE --out FILE.zip [--excerpts] [--source NAME]... [--note TEXT]
      Originals (or the cited records), manifest, custody log, SHA256SUMS and a signature that openssl checks.
  error-iq report CASE --framework ID [--stage S] --out FILE.pdf|.docx|.html|.md|.csv|.csv.zip|.json
                  [--answers FILE.json] [--draft] [--sign [--timestamp URL] [--profile-passphrase-file F]] [--masked]
      An incident report in the shape that a law or standard asks for. Exit code 3, and no file, while
      mandatory answers are missing: each is named with its place in the law. --sign signs with the profile
      in the data folder, which is made on first use: in the PDF, or in FILE.p7s beside it. --masked: with
      pseudonyms for people and secrets, also in answers. --draft: empty narrative questions are drafted from the
      records, each sentence cited, and named; --provider P --send lets a model draft them.
  error-iq report --list [--framework ID]
      The frameworks and their stages; with one, everything that it asks.
  error-iq verify CASE | BUNDLE.zip | AUDIT | FILE [--signature FILE.p7s] [--trust CERTIFICATE.pem]... [--key K]
      Checks every entry of the case's journal, that none is missing, and that the state of the case is
      theirs; every file of an evidence bundle; or the signature of a file that left: valid, changed (and
      where), or by an unknown signer. Known are certificates in the data folder's signers, and those named.
  error-iq mark CASE [--at TIME --what TEXT [--service S] [--version V] [--environment E]]
      Marks a deployment that no log tells of; without --at those that are marked.
  error-iq key
      The profile's key as a line of text, that others seal copies for, and its fingerprint.
  error-iq unseal FILE --out CASE.eiq
      Takes a copy that was sealed for the profile's key out to a case that the profile opens.
  error-iq share CASE --out FILE.eiq --for-passphrase-file F | --for-key-file F [--source NAME]... [--note TEXT]
                 [--masked] [--override WHY]
      A copy for a colleague under a passphrase of its own: the whole journal, records of the chosen sources.
      --masked: with pseudonyms in both, and without originals.
  error-iq pii CASE
      Where personal data and secrets stand: how many, by source, field and kind.
  error-iq label CASE [public|internal|confidential|restricted|none] [--source NAME]...
      What may leave, and how. --override WHY of export, share, bundle and report goes into the journal.
  error-iq retention [CASE] [--keep-until YYYY-MM-DD|none] [--hold WHY | --release]
      How long a case is kept; on hold it is not deleted. Without CASE those of the profile; 3: one is overdue.
  error-iq erase CASE [--value V]... [--values-file F] --reason WHY | --preview
      Takes values out of the case for good, also from its journal, and leaves a signed tombstone.
      --preview: what would go, and nothing is changed.
  error-iq merge CASE OTHER.eiq [--other-passphrase-file F]
      Takes in a copy of the case that was worked on apart: entries, and records that are not here yet.
  error-iq signer [import FILE.p12 [--p12-passphrase-file F] | trust CERTIFICATE.pem]
      The certificate that the profile signs with; takes another in, or makes a signer known.
  error-iq formats list|check FILE|add FILE|remove ID
      Formats that logs are read with: built-in ones, and your own or lnav's in the profile.
  error-iq tenant connect URL [--fingerprint SHA256] | sign-in [--no-open] [--code | --second-factor] | sign-out
  error-iq tenant members | cases | devices [--of EMAIL] | end-device ID | end-device --of EMAIL ID|--all
  error-iq tenant invite EMAIL [--role viewer|analyst|lead|deployer|auditor|admin]
  error-iq tenant share CASE | sync CASE [--retry] | join ID --out FILE.eiq
  error-iq tenant raw-logs CASE [share [--source NAME]… [--masked] [--note TEXT] [--override REASON] |
                               [--server-reads] | fetch ID | take-back ID | end-reading ID]
  error-iq tenant read-logs [ID [--text WORDS] [--since N]]
  error-iq tenant webhooks [list | events | add URL --events A,B | test ID | sent ID | again ID DELIVERY |
                            rotate ID [--overlap-hours N] | pause ID | resume ID | remove ID]
  error-iq tenant jobs [list | redrive [ID…]]
  error-iq tenant wipe [ID [--note WHY] | withdraw ID]
  error-iq tenant hold [ID --reason TEXT [--lift]] | delete ID --reason TEXT
  error-iq tenant archive ID [--back] | cases --archived
  error-iq tenant keys [list | add NAME --scopes A,B [--days N] | rotate ID [--overlap-minutes N] [--days N] |
    end ID]
  error-iq tenant service-accounts [list | add NAME --role R --scopes A,B [--days N] | key ID --scopes A,B [--days N]
    | rotate ID KEY [--overlap-minutes N] [--days N] | end-key ID KEY | role ID --role R | remove ID]
  error-iq tenant retention [deliveries=DAYS] [sessions=DAYS] [answers=DAYS] [audit=DAYS|ever]
  error-iq tenant licence [fetch | forget] | plan [buy PLAN --seats N | bills]
  error-iq tenant audit [check | entry N | export --out FILE [--since N] |
    archives [--check] [--out FOLDER] | trust]
  error-iq tenant give CASE --to EMAIL [--access read|write|manage] | take CASE --to EMAIL
  error-iq tenant compare EMAIL [--number N] | rekey CASE
      The team server. A shared case is synced by its journal, sealed so that the server cannot read it; logs stay
      here. Before a case is given to a member, both compare the number that "compare" shows; rekey gives a
      case another key when one left the team. --retry sends again what was refused; sign-in --code needs no browser on this machine. Exit code 3: something
      needs attention (each is named).
      "audit" demands proof that the server's log of who did what was only added to; "verify" checks its export.
  error-iq deploy [board] | show ID | diff VERSION VERSION
  error-iq deploy to ENVIRONMENT VERSION --reason WHY [--confirm NAME] [--wait]
  error-iq deploy rollback ENVIRONMENT --reason WHY [--confirm NAME] [--wait]
  error-iq deploy approve|decline|cancel ID | pause|resume ENVIRONMENT [--reason WHY]
  error-iq deploy incident WHAT [--environment E] | over ID | override ID --reason WHY
  error-iq deploy freeze --until TIME --reason WHY [--from TIME] [--environment E]
  error-iq deploy pack VERSION [--only rules,formats,playbooks,policies] | policy [FILE | none] | follow [ENVIRONMENT | --none] | trust-signer KEY
  error-iq deploy release FILE.json | environment FILE.json | saw ID --new-issues N [--source S]
      What is where on the team server, and what is done to that: at once or not at all. Production is confirmed by
      its name. --wait: until it has ended; exit code 1 when it did not succeed. pack: a signed release of your own
      rules, formats and playbooks; who follows the environment that it is in force in works with it.
  error-iq serve [--port N] [--no-open]
      The app in the browser, on this machine only.

Every command takes --json (one JSON document on stdout), --passphrase-file F (its first line is the
passphrase), --profile-passphrase-file F (that of the profile, which then signs what is done in a case
with a passphrase of its own), --data DIR (where the profile lives; or ERROR_IQ_DATA) and --formats DIR
(a folder of format files to use in place of the profile's).

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done but some input could not be read, or not done
because answers are missing (each is named).`;

/** Runs one command and gives its exit code. Never throws. */
export async function main(args: string[]): Promise<number> {
  stopAsByInterrupt();
  goOnWithoutReader();
  const [name, ...rest] = args;
  try {
    if (
      name === undefined ||
      name === '--help' ||
      name === '-h' ||
      name === 'help' ||
      rest.includes('--help')
    ) {
      print(HELP);
      return name === undefined ? EXIT.usage : EXIT.done;
    }
    if (name === '--version') {
      print(VERSION);
      return EXIT.done;
    }
    const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (load === undefined) throw usage(`There is no command "${name}".`);
    const command = await load();
    const code = await command(rest);
    return unwritten === null ? code : tell(unwritten);
  } catch (error) {
    return tell(error);
  }
}

/**
 * Whoever reads the output may have enough of it (`| head`): what a command does to a case is done to its end all the same,
 * and its exit code says how it went. Where the output cannot be written for another reason, a full disk perhaps, that is told
 * at the end.
 */
function goOnWithoutReader(): void {
  if (!process.stdout.listeners('error').includes(ignoreLostReader)) {
    process.stdout.on('error', ignoreLostReader);
  }
}

let unwritten: Failure | null = null;

function ignoreLostReader({ code = 'unknown' }: NodeJS.ErrnoException): void {
  if (code === 'EPIPE') return;
  unwritten = new Failure(
    'OUTPUT_NOT_WRITTEN',
    code === 'ENOSPC' || code === 'EDQUOT'
      ? 'The disk that the output goes to is full, so it is not whole. Make room and do it again.'
      : `The output could not be written (${code}), so it is not whole.`,
    { reason: code },
  );
}

/** What only another command line can put right. */
const WRONG_USAGE = [
  'USAGE',
  'QUERY_INVALID',
  'FRAMEWORK_UNKNOWN',
  'STAGE_UNKNOWN',
  'REPORT_FORMAT_UNKNOWN',
  'ANSWERS_INVALID',
  'ANSWER_UNKNOWN',
  'ANSWER_MISSING',
  'ANSWER_INVALID',
  'PLAYBOOK_UNKNOWN',
  'INPUT_UNKNOWN',
  'INPUT_MISSING',
  'INPUT_INVALID',
];

function tell(error: unknown): number {
  if (error instanceof Failure) {
    const { expected, example } = error.details;
    const hint = expected === undefined ? '' : ` Expected: ${expected}. Example: ${example}`;
    say(`error-iq: ${error.message}${hint}`);
    return WRONG_USAGE.includes(error.code) ? EXIT.usage : EXIT.failed;
  }
  const name = error instanceof Error ? error.name : 'error';
  const frame = error instanceof Error ? (error.stack?.split('\n    at ')[1] ?? '') : '';
  process.stderr.write(
    `error-iq: something went wrong inside (${name} at ${frame}). Nothing more was written.\n`,
  );
  return EXIT.failed;
}
