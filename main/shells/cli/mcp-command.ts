import { once } from 'node:events';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { DEFAULT_POLICY } from '#shared/model/provider.ts';
import {
  caseServers,
  createProviderDesk,
  TOOL_NAMES,
  type ToolName,
} from '../../assistant/index.ts';
import { createIssueMemory } from '../../issues/index.ts';
import { createMcpShell } from '../web/index.ts';
import { parseCommand, usage, wholeNumber } from './arguments.ts';
import { namedCase } from './command-case.ts';
import { choiceOf, EXIT, interrupted, print } from './command.ts';

/** `mcp CASE`: the tools that read a case, for another program, until that is done. */
export async function mcpCommand(args: string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, {
    tools: { type: 'string' },
    local: { type: 'boolean' },
    http: { type: 'boolean' },
    port: { type: 'string' },
  });
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0) throw usage('"mcp" takes one case.');
  const port = wholeNumber('port', values.port, 0);
  const { open, vault, finish } = await namedCase(path, choiceOf(values), false);
  const stop = new AbortController();
  try {
    const servers = await caseServers(open, {
      tools: toolsNamed(values.tools),
      policy: vault === null ? DEFAULT_POLICY : createProviderDesk(vault).shelf.policy(),
      local: values.local === true,
      past: vault === null ? null : createIssueMemory(vault),
      signal: stop.signal,
      // Programs that start such servers keep what they say here in a file: nothing of the case may be in it.
      onServed: ({ tool }, bytes) => void process.stderr.write(`${tool}: ${bytes} bytes left\n`),
    });
    if (values.http === true) {
      const { address, close } = await createMcpShell(servers, port);
      print(values.json === true ? JSON.stringify({ address }) : address);
      await interrupted();
      stop.abort();
      await close();
    } else {
      const { close } = serveStdio(servers);
      await Promise.race([interrupted(), once(process.stdin, 'close')]);
      stop.abort();
      await close();
    }
  } finally {
    await finish();
  }
  return EXIT.done;
}

/** The tools of a list such as `search,count`. Throws USAGE for one that there is not. */
function toolsNamed(list: string | undefined): readonly ToolName[] {
  if (list === undefined) return TOOL_NAMES;
  return list.split(',').map((part) => {
    const name = TOOL_NAMES.find((known) => known === part.trim());
    if (name === undefined) throw usage(`--tools takes ${TOOL_NAMES.join(', ')}; not "${part}".`);
    return name;
  });
}
