import { createTeamOwnKeys, openConnection } from '../../tenant/index.ts';
import type { Vault } from '../../vault/index.ts';
import { usage } from './arguments.ts';
import { keyLine, newKeyIn, rotationIn, toldKeySaid, type KeyValues } from './program-keys.ts';
import type { Said } from './said.ts';

interface Asked {
  readonly vault: Vault;
  readonly values: KeyValues;
  readonly words: readonly string[];
}

const USAGE =
  '"tenant keys" takes list, add NAME --scopes A,B [--days N], rotate ID [--overlap-minutes N] [--days N] or end ID.';

/**
 * `tenant keys`: keys by which programs speak for the member who signed in. Making one, also in the place of another, needs
 * a fresh second factor.
 */
export async function teamOwnKeys({ vault, values, words }: Asked): Promise<Said> {
  const own = createTeamOwnKeys(openConnection(vault));
  const [what = 'list', id = '', ...more] = words;
  if ((what === 'list') !== (id === '') || more.length > 0) throw usage(USAGE);
  switch (what) {
    case 'list': {
      const keys = await own.list();
      const lines = keys.map(({ name, ...key }) => `${keyLine(key)}  ${name}`);
      return { text: lines.length === 0 ? 'You have no keys.' : lines.join('\n'), json: { keys } };
    }
    case 'add': {
      const made = await own.add({ name: id, ...newKeyIn(values) });
      return toldKeySaid(made.keyId, made);
    }
    case 'rotate': {
      const made = await own.rotate(id, rotationIn(values));
      return toldKeySaid(made.keyId, made);
    }
    case 'end':
      await own.end(id);
      return { text: 'The key has ended.', json: { keyId: id, ended: true } };
    default:
      throw usage(USAGE);
  }
}
