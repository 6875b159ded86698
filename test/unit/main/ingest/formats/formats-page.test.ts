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

Several programs may write into one file. A line that the source's format does not explain but that begins with
a date and a time is a record of its own, at that time and with the level behind it, and is counted as
unexplained; any other such line goes on the record above it, or is kept as text.

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
