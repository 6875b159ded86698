import type { ListedToolkit, OfferedTool } from '#shared/model/toolkit.ts';
import type { Vault } from '../../vault/index.ts';
import type { ToolkitLine } from './toolkit-line.ts';
import { createToolkitShelf } from './toolkit-shelf.ts';

/** A connection, and how each tool of it stands. */
export interface OpenToolkit extends Omit<ToolkitLine, 'tools'> {
  readonly toolkit: ListedToolkit;
  readonly tools: readonly OfferedTool[];
}

export type ToolkitDesk = ReturnType<typeof createToolkitDesk>;

/** The toolkits of the profile as a person sets them up. Credentials go in and never out. */
export function createToolkitDesk(vault: Pick<Vault, 'drawer'>) {
  const shelf = createToolkitShelf(vault);

  /** Connects to a toolkit. Throws TOOLKIT_UNKNOWN, TOOLKIT_UNREACHABLE, CANCELLED. */
  async function open(id: string, signal: AbortSignal): Promise<OpenToolkit> {
    const { reach, secrets, allowed } = shelf.kept(id);
    // The protocol's code is loaded by who uses it: an app at rest has none of it in memory.
    const { openLine } = await import('./toolkit-line.ts');
    const line = await openLine({ id, reach }, secrets, signal);
    const tools = line.tools.map((tool): OfferedTool => {
      const pinned = allowed[tool.name];
      const standing =
        pinned === undefined ? 'new' : pinned === tool.sha256 ? 'allowed' : 'changed';
      return { ...tool, standing };
    });
    const toolkit = {
      id,
      reach,
      secrets: Object.keys(secrets),
      allowed: Object.keys(allowed),
    };
    return { ...line, toolkit, tools };
  }

  return {
    shelf,
    open,
    /** What a toolkit offers now, and how each tool of it stands. Throws what `open` throws. */
    async tools(id: string, signal: AbortSignal): Promise<readonly OfferedTool[]> {
      const { tools, close } = await open(id, signal);
      await close();
      return tools;
    },
  };
}
