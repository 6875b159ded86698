import { expect, test, vi } from 'vitest';
import { print } from '../../../../../main/shells/cli/command.ts';
import { terminalText } from '../../../../../main/shells/cli/terminal-text.ts';

const LOGGED = 'a \u001B[31mred \u001B]0;title\u0007 user=\u202Egnp.lave \u{E0041} \u05E9\tb\nc';

function printed(isTTY: boolean): string {
  const had = process.stdout.isTTY;
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  process.stdout.isTTY = isTTY;
  try {
    print(LOGGED);
    return write.mock.calls.map(([text]) => String(text)).join('');
  } finally {
    process.stdout.isTTY = had;
    write.mockRestore();
  }
}

test('a terminal is given nothing of a log that it would obey; a pipe gets it as it is', () => {
  expect(printed(true)).toBe(
    'a \\u001b[31mred \\u001b]0;title\\u0007 user=\\u202egnp.lave \\udb40\\udc41 \u05E9\tb\nc\n',
  );
  expect(printed(false)).toBe(`${LOGGED}\n`);
});

test('a document for machines says the same on a terminal', () => {
  const document = JSON.stringify({ message: LOGGED });
  expect(terminalText(document)).not.toBe(document);
  expect(JSON.parse(terminalText(document))).toEqual({ message: LOGGED });
});
