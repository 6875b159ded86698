import { expect, test } from 'vitest';
import type { FormatDefinition } from '#shared/model/format.ts';
import { loadDefinitions } from '../../../../../main/ingest/formats/format-files.ts';

const LONGEST_EXAMPLE = 80;
const ESCAPE = String.fromCharCode(27);

const KINDS: Readonly<Record<string, string>> = {
  text: 'text',
  json: 'JSON lines',
  logfmt: 'logfmt',
  search: 'any text',
};

function exampleOf({ samples }: FormatDefinition): string {
  const line = samples[0]?.text.split('\n')[0] ?? '';
  const plain = line
    .replaceAll('\t', ' ')
    .replaceAll(ESCAPE, '␛')
    .replaceAll('`', "'")
    .replaceAll('|', '\\|');
  return plain.length > LONGEST_EXAMPLE ? `${plain.slice(0, LONGEST_EXAMPLE)}…` : plain;
}

function page(definitions: readonly FormatDefinition[]): string {
  const rows = definitions.map(
    (definition) =>
      `| ${definition.id} | ${definition.title} | ${KINDS[definition.kind] ?? definition.kind} | \`${exampleOf(definition)}\` |`,
  );
  return `# Formats

How a source is cut into records and fields is data: one file a format in \`resources/formats\`, whose keys
\`shared/model/format.ts\` explains. Each file holds samples, and the tests hold the format to them. The
format of a source is detected from its first lines; it can be forced. Of two formats that explain the
same lines, the one that finds more in them is chosen.

Several programs may write into one file, or one of them in another layout from some day on. A line that the source's format
does not explain and that does not look as if it went on from the one above (indented, part of a trace) is tried with the
**secondary formats**: all built-in ones of text, JSON lines and logfmt but those of blocks and envelopes. One is taken when
the line alone tells it, with a time: required keys, or time and level or message of JSON, or a whole header of text. It
is a record of that format then, with its time, level and fields, and the source says how many it has (\`others\`). Of several
that which finds most in the line is taken; which it is depends on nothing else, so a file is read the same from wherever
reading begins. In formats of blocks any line may stand, so none is tried there, but in those that other programs write between
(Java's own logger, WebLogic).

Of other lines, one that begins with a date and a time is a record of its own, at that time and with the level behind it, and is
counted as unexplained, as is one that begins with a time of day and a level, which has no time then; any other goes on the record
above it, or is kept as text. Where no format explains most of a sample,
but one with secondary ones beside it does, that one is the source's: not the search for a time. Likewise one
that finds more than the best in two thirds of its lines, where secondary ones explain the others: a device, not syslog.

What Error-IQ itself exports as JSON lines (\`error-iq export --as jsonl\`, and the lines of \`search --json\`) is the format
\`error-iq-json\`: time, level, message and fields come back as they were, in whatever zone they were written, and where the
record came from stands in the fields \`exported.source\`, \`exported.line\` and \`exported.template\`. Exported again, it still
says so.

Text that no format explains is searched for a time and a level near the start of its lines. Where the lines of the sample mostly
have times (or times of day), one with neither time nor level goes on with the record above it, as a dump or a continued sentence
does: the format \`generic\`. Where they have not (more than three untimed lines to a timed one), each line is a record: \`plain\`.
A line that begins with a level is a record in both. Which of the two a source has is kept with it, so a source is read the same in
blocks, when it is followed and when reading goes on; the analyst can force the other.

05/01/24 is May the 1st: two digits that are no month are the year. 05/03/2024 is May the 3rd unless the sample says otherwise: a date that only reads with the day first, or days that lie closer
together that way, make it \`generic-day-first\`. 05-03-2024 is March the 5th, unless a date of the sample such as
12-31-2024, and none such as 31-12-2024, makes it \`generic-month-first\`. Either can be forced where nothing tells. A date alone is a time, midnight, only where a
line begins with it and no time of day follows. A time of day without a date is the field \`clock\`, and no date is assumed: the
record keeps its place in its source.

A file into which one program writes bytes and another UTF-16 (PowerShell's \`>>\` on Windows, files put together) is read as what
each stretch of it is, in the order of the file.

A time zone written in letters is an offset where the name means one (UTC, CEST, EST, JST); IST, which is India's, Israel's and
Ireland's, counts as none, and the zone of the source holds.

**Format files of lnav** are taken as they are: dropped on the app, or by \`error-iq formats add FILE\`; \`formats check FILE\`
says what of one is not used. Times of day without a date are kept as a field, and the records keep their places: which day they
are of, nothing in them tells. Left out, by name: what a \`converter\` makes of a file, and expressions that a linear-time
engine cannot read (references back to a group).

This page is written by \`npx vitest run test/unit/main/ingest/formats/formats-page.test.ts -u\`.

| id | what it reads | kind | example |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
}

test('docs/formats.md lists every format', async () => {
  const definitions = loadDefinitions().toSorted((a, b) => (a.id < b.id ? -1 : 1));
  await expect(page(definitions)).toMatchFileSnapshot('../../../../../docs/formats.md');
});
