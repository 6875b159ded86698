import type { Fields } from '#shared/model/record.ts';
import { fewValued, type RecordReader, type SecondaryRead } from '../formats/index.ts';

/** Characters looked at in each block for which formats it holds, and those that a choice is made by, which takes as long as a third of a block. */
const GLANCE = 16_384;
const LOOK = 524_288;
/** Records of a format from which on it is told what varies, and those looked at. */
const FEWEST_RECORDS = 64;
const MOST_RECORDS = 320;
/** Columns of one format. */
const MOST_COLUMNS = 6;
/** Blocks for which a choice stands, and choices that are kept: sources are read in turn. */
const BLOCKS_A_CHOICE = 64;
const MOST_CHOICES = 8;

interface Choice {
  readonly formats: ReadonlySet<string>;
  readonly names: readonly string[];
  blocksLeft: number;
}

/** What lines are, as far as it decides about columns. */
export interface LinesToRead {
  readonly reader: Pick<RecordReader, 'secondaryOf' | 'fields'>;
  /** The source's own lines become columns here, too: they have keys. */
  readonly byKeys: boolean;
}

/** Which fields of secondary formats become columns, chosen anew now and then: their records are of any program. */
export class OtherColumns {
  private choices: Choice[] = [];

  /**
   * Names of fields with few values.
   *
   * @param text gives so many characters of the block, from a record of a secondary format on; the last line may be cut
   */
  of(lines: LinesToRead, text: (characters: number) => string): readonly string[] {
    const { reader, byKeys } = lines;
    const formats = new Set<string>();
    const ofSource: string[] = [];
    for (const line of linesOf(text(GLANCE))) {
      const found = reader.secondaryOf?.(line) ?? null;
      if (found === null) ofSource.push(line);
      else formats.add(found.id);
    }
    const known = this.choices.find((choice) =>
      [...formats].every((format) => choice.formats.has(format)),
    );
    const choice = known ?? this.choose(lines, linesOf(text(LOOK)));
    if (--choice.blocksLeft === 0) this.choices.splice(this.choices.indexOf(choice), 1);
    const own = byKeys ? mostTelling(ofSource.map((line) => reader.fields(line))) : [];
    return [...new Set([...own, ...choice.names])];
  }

  private choose({ reader }: LinesToRead, all: readonly string[]): Choice {
    const records = new Map<string, Fields[]>();
    for (const line of all) {
      const found: SecondaryRead | null = reader.secondaryOf?.(line) ?? null;
      if (found === null) continue;
      const met = records.get(found.id) ?? [];
      records.set(found.id, met);
      if (met.length < MOST_RECORDS) met.push(found.reader.fields(line));
    }
    const commonest = [...records.values()].sort((a, b) => b.length - a.length);
    const names = commonest.flatMap(mostTelling);
    const choice = { formats: new Set(records.keys()), names, blocksLeft: BLOCKS_A_CHOICE };
    this.choices = [choice, ...this.choices.slice(0, MOST_CHOICES - 1)];
    return choice;
  }
}

function mostTelling(records: readonly Fields[]): readonly string[] {
  return records.length < FEWEST_RECORDS ? [] : fewValued(records).slice(0, MOST_COLUMNS);
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n/).slice(0, -1);
}
