import { vi } from 'vitest';
import { main } from '../../../../../main/shells/cli/cli.ts';

/** How a command ended, and what it wrote. */
export interface Said {
  /** Its exit code. */
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command as a terminal would, in this process, and gives what it said. */
export async function whatIsSaid(...args: string[]): Promise<Said> {
  const said = { out: '', err: '' };
  const out = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said.out += String(text);
    return true;
  });
  const err = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said.err += String(text);
    return true;
  });
  try {
    return { code: await main(args), ...said };
  } finally {
    out.mockRestore();
    err.mockRestore();
  }
}
