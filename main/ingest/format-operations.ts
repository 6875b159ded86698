import {
  loadDefinitions,
  parseDefinition,
  readFormatFile,
  readLines,
  tryDefinition,
  type FormatFile,
  type ReadLine,
} from './formats/index.ts';

/** How a definition reads some lines; without lines when it cannot be one. */
export interface FormatTest {
  readonly problem: string | null;
  readonly lines: readonly ReadLine[];
}

/** What the format thread offers: work on formats that people bring along. */
export type FormatOperations = {
  read(input: { text: string }): FormatFile;
  test(input: {
    definition: Readonly<Record<string, unknown>>;
    lines: readonly string[];
  }): FormatTest;
};

/** The operations of the format thread. */
export function createFormatOperations(): FormatOperations {
  const known = loadDefinitions();
  return {
    read: ({ text }) => readFormatFile(text, known),
    test({ definition, lines }) {
      const { definition: parsed, complaint } = parseDefinition(definition);
      if (parsed === null) return { problem: `The format ${complaint}`, lines: [] };
      const { format, problem } = tryDefinition(parsed, known);
      if (format === null) return { problem: problem.message, lines: [] };
      return { problem: null, lines: readLines(format, lines) };
    },
  };
}
