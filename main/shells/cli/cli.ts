import { Failure } from '#shared/model/failure.ts';
import { analyzeCommand, issuesCommand, templatesCommand } from './analyze-command.ts';
import { usage } from './arguments.ts';
import { EXIT, print } from './command.ts';
import { bundleCommand, custodyCommand } from './custody-command.ts';
import { exportCommand } from './export-command.ts';
import { findingsCommand, timelineCommand } from './findings-command.ts';
import { formatsCommand } from './formats-command.ts';
import { mergeCommand } from './merge-command.ts';
import { rulesCommand } from './rules-command.ts';
import { searchCommand } from './search-command.ts';
import { serveCommand } from './serve-command.ts';
import { shareCommand } from './share-command.ts';
import { shiftCommand } from './shift-command.ts';
import { verifyCommand } from './verify-command.ts';
import { VERSION } from '../../version.ts';

const COMMANDS: Readonly<Record<string, (args: string[]) => Promise<number>>> = {
  analyze: analyzeCommand,
  search: searchCommand,
  export: exportCommand,
  templates: templatesCommand,
  issues: issuesCommand,
  shift: shiftCommand,
  findings: findingsCommand,
  timeline: timelineCommand,
  custody: custodyCommand,
  bundle: bundleCommand,
  verify: verifyCommand,
  share: shareCommand,
  merge: mergeCommand,
  rules: rulesCommand,
  formats: formatsCommand,
  serve: serveCommand,
};

const HELP = `error-iq ${VERSION}: what happened, from a pile of logs

  error-iq analyze PATH... [--case FILE.eiq] [--tz ZONE] [--shift SOURCE=SHIFT]
                   [--report FILE.html|.json] [--keep-originals] [--collector NAME]
                   [--acquisition-note TEXT] [--clock-offset MS]
      Reads files, folders and archives; prints sources, levels, templates and issues.
      Without --case everything goes to an encrypted temporary case that is removed.
  error-iq search CASE QUERY [--from T] [--to T] [--limit N] [--count] [--explain]
      Records that match, oldest first. QUERY as in Kibana: level:error AND "connection reset"
  error-iq export CASE [QUERY] --as csv|jsonl|timesketch|text [--out FILE|-] [--from T] [--to T]
      [--columns a,b] [--order time|file] [--tz ZONE] [--formula-safe]
      All records that match, to stdout by default. --formula-safe: no cell of the CSV is a formula.
  error-iq templates PATH_OR_CASE [--assignments OUT.csv]
  error-iq issues PATH_OR_CASE
  error-iq rules PATH_OR_CASE... [--rules FILE_OR_FOLDER]... [--level L] [--limit N]
      Runs Sigma rules; without --rules those of the profile. Records of each up to --limit (1000).
  error-iq rules --check FILE_OR_FOLDER...
      Only loads rules and names what is not supported.
  error-iq shift CASE [SOURCE=SHIFT...] [--fit SOURCE OTHER]
      Sets the clocks of sources right: 'api*.log=+2h3m4.5s', 'db.log=-250ms', 'web.log=0' (also --shift of
      analyze, as often as needed). --fit proposes a shift from the ids that both sources log.
  error-iq findings CASE
  error-iq timeline CASE
      What was found and noted, with the records that it rests on and whether these stand as they were cited.
  error-iq custody CASE [--rehash] [--note TEXT]
      The chain of custody. --rehash hashes every original and kept copy again and notes how it stands.
  error-iq bundle CASE --out FILE.zip [--excerpts] [--source NAME]... [--note TEXT]
      Originals (or the cited records), manifest, custody log, SHA256SUMS and a signature that openssl checks.
  error-iq verify CASE|BUNDLE.zip
      Checks every entry of the case's journal, that none is missing, and that the state of the case is theirs.
  error-iq share CASE --out FILE.eiq --for-passphrase-file F [--source NAME]... [--note TEXT]
      A copy for a colleague under a passphrase of its own: the whole journal, records of the chosen sources.
  error-iq merge CASE OTHER.eiq [--other-passphrase-file F]
      Takes in a copy of the case that was worked on apart: entries, and records that are not here yet.
  error-iq formats list|check FILE|add FILE|remove ID
      Formats that logs are read with: built-in ones, and your own or lnav's in the profile.
  error-iq serve [--port N] [--no-open]
      The app in the browser, on this machine only.

Every command takes --json (one JSON document on stdout), --passphrase-file F (its first line is the
passphrase), --data DIR (where the profile lives; or ERROR_IQ_DATA) and --formats DIR (a folder of
format files to use in place of the profile's).

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done but some input could not be read (each is named).`;

/** Runs one command and gives its exit code. Never throws. */
export async function main(args: string[]): Promise<number> {
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
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (command === undefined) throw usage(`There is no command "${name}".`);
    return await command(rest);
  } catch (error) {
    return tell(error);
  }
}

function tell(error: unknown): number {
  if (error instanceof Failure) {
    const { expected, example } = error.details;
    const hint = expected === undefined ? '' : ` Expected: ${expected}. Example: ${example}`;
    process.stderr.write(`error-iq: ${error.message}${hint}\n`);
    return error.code === 'USAGE' || error.code === 'QUERY_INVALID' ? EXIT.usage : EXIT.failed;
  }
  const name = error instanceof Error ? error.name : 'error';
  const frame = error instanceof Error ? (error.stack?.split('\n    at ')[1] ?? '') : '';
  process.stderr.write(
    `error-iq: something went wrong inside (${name} at ${frame}). Nothing more was written.\n`,
  );
  return EXIT.failed;
}
