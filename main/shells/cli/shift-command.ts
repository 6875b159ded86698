import { formatShift } from '#shared/model/shift.ts';
import type { OpenCase } from '../../open-case.ts';
import { timeText } from './analysis-document.ts';
import { parseCommand, usage } from './arguments.ts';
import { readClockShift, setClocks, sourcesNamed } from './clock-shifts.ts';
import { namedCase } from './command-case.ts';
import { choiceOf, EXIT, print } from './command.ts';

/**
 * `shift CASE [SOURCE=SHIFT...]`: sets the clocks of sources right, and says how they stand. With `--fit` and two
 * sources it proposes the shift of the first instead, and sets nothing.
 */
export async function shiftCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, { fit: { type: 'boolean' } });
  const [casePath, ...rest] = positionals;
  if (casePath === undefined) {
    throw usage(`"shift" takes a case, and what to set, such as 'api*.log=+2h3m4.5s'.`);
  }
  const fits = values.fit === true;
  if (fits && rest.length !== 2) {
    throw usage('"shift --fit" takes a case, the source to set, and the one whose clock is right.');
  }
  const shifts = fits ? [] : rest.map(readClockShift);
  const { open, finish } = await namedCase(casePath, choiceOf(values), false);
  try {
    if (fits) await proposeShift(open, rest, values.json === true);
    else {
      await setClocks(open, shifts);
      tellClocks(open, values.json === true);
    }
    return EXIT.done;
  } finally {
    await finish();
  }
}

function tellClocks(open: OpenCase, json: boolean): void {
  const clocks = open.sources().map(({ path, shiftUs }) => ({ path, shift: formatShift(shiftUs) }));
  if (json) print(JSON.stringify(clocks));
  else for (const { path, shift } of clocks) print(`${shift.padEnd(20)}  ${path}`);
}

async function proposeShift(open: OpenCase, names: readonly string[], json: boolean) {
  const [source, other] = names.map((name) => {
    const [only, more] = sourcesNamed(open, name);
    if (only === undefined || more !== undefined) {
      throw usage(`"${name}" is the name of several sources: give more of its path.`);
    }
    return only;
  });
  if (source === undefined || other === undefined) return;
  const fit = await open.fitClock(source.id, other.id, new AbortController().signal);
  if (fit === null) {
    print(json ? 'null' : 'The two sources share no id, so nothing can be proposed.');
    return;
  }
  const { shared, looked, of, examples } = fit;
  const shift = formatShift(fit.shiftUs);
  const [low, high] = [fit.lowUs, fit.highUs].map((us) =>
    formatShift(us - fit.medianUs + fit.shiftUs),
  );
  const evidence = examples.map(({ id, us, otherUs }) => ({
    id,
    time: timeText(us),
    other: timeText(otherUs),
  }));
  if (json) print(JSON.stringify({ shift, low, high, shared, looked, of, examples: evidence }));
  else {
    print(`${shift}  by ${shared} shared ids; the middle half of them says ${low} to ${high}`);
    for (const { id, time, other: at } of evidence) print(`  ${time}  ${at}  ${id}`);
    process.stderr.write(`${looked} of ${of} records were looked at. Nothing was set.\n`);
  }
}
