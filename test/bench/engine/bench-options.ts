import { parseArgs } from 'node:util';
import { SHAPES } from './corpus-shapes.ts';

const USAGE = `npm run bench -- [options]: the engine against its peers, in turn in one run.

  --sizes 250,1000   megabytes of each corpus (250)
  --shapes A,B       ${Object.keys(SHAPES).join(', ')} (all)
  --runs N           runs of everything (5)
  --json FILE        keeps the figures
  --profile          says where the time of reading goes, too
  --quick            leaves out what takes minutes (zstd -19, FTS5)
  --alone            no peers: for sizes that take them long (8000)
  --help
`;

/** What a bench was asked for. */
export interface BenchOptions {
  /** Megabytes of each corpus. */
  readonly sizes: readonly number[];
  /** Names of `SHAPES`. */
  readonly shapes: readonly string[];
  readonly runs: number;
  /** File for the figures; null: none. */
  readonly json: string | null;
  readonly profile: boolean;
  readonly quick: boolean;
  /** Without peers. */
  readonly alone: boolean;
}

/** Reads the options of `npm run bench`. Ends the process with the usage where they ask for it (0) or are wrong (2). */
export function benchOptions(args: readonly string[]): BenchOptions {
  try {
    const options = readOptions(args);
    if (options !== null) return options;
    process.stdout.write(USAGE);
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : 'wrong usage'}\n\n${USAGE}`);
    process.exit(2);
  }
}

function readOptions(args: readonly string[]): BenchOptions | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      sizes: { type: 'string', default: '250' },
      shapes: { type: 'string', default: Object.keys(SHAPES).join(',') },
      runs: { type: 'string', default: '5' },
      json: { type: 'string' },
      profile: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      alone: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  const shapes = values.shapes.split(',');
  const unknown = shapes.find((name) => !Object.hasOwn(SHAPES, name));
  if (unknown !== undefined) throw new Error(`There is no shape "${unknown}".`);
  return {
    sizes: values.sizes.split(',').map((size) => positive('sizes', size)),
    shapes,
    runs: positive('runs', values.runs),
    json: values.json ?? null,
    profile: values.profile,
    quick: values.quick,
    alone: values.alone,
  };
}

function positive(option: string, text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new Error(`--${option} takes whole numbers from 1, not "${text}".`);
}
