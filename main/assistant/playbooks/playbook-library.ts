import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { Failure } from '#shared/model/failure.ts';
import type { Playbook } from '#shared/playbook/playbook.ts';
import type { Vault } from '../../vault/index.ts';
import { LONGEST_PLAYBOOK, playbookOf, readPlaybookYaml } from './playbook-yaml.ts';

const DRAWER = 'playbooks';
const TEAM_DRAWER = 'team-playbooks';
const MOST_OWN = 500;

/** A playbook that can be run. */
export interface KnownPlaybook {
  readonly playbook: Playbook;
  /** Its YAML, and the name that problems are told with. */
  readonly text: string;
  readonly file: string;
  readonly own: boolean;
  /** It came with the team's release. */
  readonly team: boolean;
}

/** A file of a playbook. */
interface PlaybookFile {
  readonly name: string;
  readonly text: string;
}

/** The playbooks of the product and of the profile. */
export interface PlaybookLibrary {
  /** By title; own ones take the place of those of the team, and these of built-in ones, of the same id. Own ones are left out while the vault is locked. */
  list(): readonly KnownPlaybook[];
  /** Throws PLAYBOOK_UNKNOWN. */
  get(id: string): KnownPlaybook;
  /** Keeps an own playbook, in place of `before` when it was renamed. Throws PLAYBOOK_INVALID, PLAYBOOK_TAKEN. */
  keep(text: string, before: string | null): Playbook;
  /** Throws PLAYBOOK_UNKNOWN for one that is not an own one. */
  remove(id: string): void;
  /** The files of own playbooks. */
  ownFiles(): PlaybookFile[];
  /** Puts the playbooks of the team's release in the place of those of the one before. */
  putTeam(files: readonly PlaybookFile[]): void;
  /** Titles of playbooks of the team in whose place own ones are used. */
  hidden(): string[];
}

const shelf = z.strictObject({
  v: z.literal(1),
  own: z.array(z.strictObject({ id: z.string(), text: z.string().max(LONGEST_PLAYBOOK) })),
});
const teamShelf = z.strictObject({
  v: z.literal(1),
  files: z.array(z.strictObject({ name: z.string(), text: z.string() })),
});
type Own = z.output<typeof shelf>['own'];

/** The files of `resources/playbooks`: in the source tree, or beside the bundle, where the build has put them. */
const BUILT_IN = new URL(
  import.meta.url.endsWith('.ts') ? '../../../resources/playbooks/' : './playbooks/',
  import.meta.url,
);

let builtIn: readonly KnownPlaybook[] | null = null;

/** Read once. Throws PLAYBOOK_INVALID, which a test keeps from ever being. */
function builtInPlaybooks(): readonly KnownPlaybook[] {
  builtIn ??= readdirSync(fileURLToPath(BUILT_IN))
    .filter((name) => name.endsWith('.yaml'))
    .map((name): KnownPlaybook => {
      const text = readFileSync(new URL(name, BUILT_IN), 'utf8');
      return {
        playbook: playbookOf(text, name).playbook,
        text,
        file: name,
        own: false,
        team: false,
      };
    });
  return builtIn;
}

/** The library of a profile; `vault` null: there is no profile, and no own playbooks. */
export function createPlaybookLibrary(
  vault: Pick<Vault, 'drawer' | 'state'> | null,
): PlaybookLibrary {
  function own(): Own {
    const text = vault?.state() === 'unlocked' ? vault.drawer(DRAWER).read() : null;
    if (text === null) return [];
    const parsed = shelf.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data.own;
    throw new Failure(
      'PLAYBOOKS_UNREADABLE',
      'Your own playbooks were written by another version and cannot be read. They were left as they are.',
    );
  }
  function write(next: Own): void {
    if (vault === null) {
      throw new Failure(
        'PROFILE_MISSING',
        'Without a profile there is no place for own playbooks.',
      );
    }
    vault.drawer(DRAWER).write(JSON.stringify({ v: 1, own: next }));
  }
  /** Those of the team's release; what this version cannot read is left out. */
  function team(): KnownPlaybook[] {
    const text = vault?.state() === 'unlocked' ? vault.drawer(TEAM_DRAWER).read() : null;
    const files = text === null ? [] : teamShelf.parse(JSON.parse(text)).files;
    return files.flatMap(({ name, text: yaml }): KnownPlaybook[] => {
      const { playbook } = readPlaybookYaml(yaml);
      return playbook === null
        ? []
        : [{ playbook, text: yaml, file: name, own: false, team: true }];
    });
  }
  function list(): KnownPlaybook[] {
    const mine = own().flatMap(({ id, text }): KnownPlaybook[] => {
      // What an older version took may be refused now; it is still there to be removed or mended.
      const { playbook } = readPlaybookYaml(text);
      return playbook === null
        ? []
        : [{ playbook, text, file: `${id}.yaml`, own: true, team: false }];
    });
    const mineIds = new Set(mine.map(({ playbook }) => playbook.id));
    const used = [...mine, ...team().filter(({ playbook }) => !mineIds.has(playbook.id))];
    const ids = new Set(used.map(({ playbook }) => playbook.id));
    return [
      ...used,
      ...builtInPlaybooks().filter(({ playbook }) => !ids.has(playbook.id)),
    ].toSorted((a, b) => a.playbook.title.localeCompare(b.playbook.title));
  }
  const unknown = (id: string): Failure =>
    new Failure(
      'PLAYBOOK_UNKNOWN',
      `There is no playbook "${id}". There are: ${list()
        .map(({ playbook }) => playbook.id)
        .join(', ')}.`,
      { id },
    );
  return {
    list,
    get(id) {
      const found = list().find(({ playbook }) => playbook.id === id);
      if (found === undefined) throw unknown(id);
      return found;
    },
    keep(text, before) {
      const { playbook } = playbookOf(text, 'playbook');
      const mine = own();
      if (playbook.id !== before && mine.some(({ id }) => id === playbook.id)) {
        throw new Failure(
          'PLAYBOOK_TAKEN',
          `You have another playbook named "${playbook.id}". Nothing was kept; give this one another name.`,
          { id: playbook.id },
        );
      }
      const others = mine.filter(({ id }) => id !== playbook.id && id !== before);
      if (others.length >= MOST_OWN) {
        throw new Failure(
          'PLAYBOOKS_FULL',
          `There are ${MOST_OWN} own playbooks. Remove one first.`,
        );
      }
      write([...others, { id: playbook.id, text }]);
      return playbook;
    },
    remove(id) {
      const mine = own();
      if (!mine.some((one) => one.id === id)) throw unknown(id);
      write(mine.filter((one) => one.id !== id));
    },
    ownFiles: () => own().map(({ id, text }) => ({ name: `${id}.yaml`, text })),
    putTeam(files) {
      vault?.drawer(TEAM_DRAWER).write(JSON.stringify({ v: 1, files }));
    },
    hidden() {
      const mine = new Set(own().map(({ id }) => id));
      return team()
        .filter(({ playbook }) => mine.has(playbook.id))
        .map(({ playbook }) => playbook.title);
    },
  };
}
