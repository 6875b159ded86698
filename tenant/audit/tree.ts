import {
  consistencyRanges,
  inclusionRanges,
  nodesOf,
  rootOf,
  type LeafRange,
  type NodePlace,
} from '../../shared/audit/merkle-tree.ts';
import { sha256, type TenantTransaction } from '../platform/index.ts';

/** Root over the first entries of a log, base64. */
export async function rootAt(
  transaction: TenantTransaction,
  tenant: string,
  size: number,
): Promise<string> {
  const [root] = await hashesOf(transaction, tenant, [{ from: 0, to: size }]);
  return root ?? '';
}

/** That a log of a size goes on from a smaller one (RFC 6962, section 2.1.2), base64. */
export function consistencyProof(
  transaction: TenantTransaction,
  tenant: string,
  before: number,
  size: number,
): Promise<string[]> {
  return hashesOf(transaction, tenant, consistencyRanges(before, size));
}

/** That an entry stands in a log of a size (RFC 6962, section 2.1.1), base64. */
export function inclusionProof(
  transaction: TenantTransaction,
  tenant: string,
  seq: number,
  size: number,
): Promise<string[]> {
  return hashesOf(transaction, tenant, inclusionRanges(seq, size));
}

/** The perfect subtrees over the first entries of a log, greatest first, base64. */
export function frontierAt(
  transaction: TenantTransaction,
  tenant: string,
  size: number,
): Promise<string[]> {
  const wide = nodesOf({ from: 0, to: size });
  // Each is a range that one node covers.
  const ranges = wide.map(({ level, index }) => {
    const width = 2 ** level;
    return { from: index * width, to: (index + 1) * width };
  });
  return hashesOf(transaction, tenant, ranges);
}

/** Hashes over ranges, from the perfect subtrees that are kept: as many rows as the tree is high, a range. */
async function hashesOf(
  transaction: TenantTransaction,
  tenant: string,
  ranges: readonly LeafRange[],
): Promise<string[]> {
  const places = ranges.map(nodesOf);
  const flat = places.flat();
  const known = new Map<string, Buffer>();
  const name = ({ level, index }: NodePlace): string => `${level} ${index}`;
  if (flat.length > 0) {
    const rows = await transaction
      .selectFrom('audit_node')
      .where('tenant_id', '=', tenant)
      .where(({ eb, refTuple, tuple }) =>
        eb(
          refTuple('level', 'position'),
          'in',
          flat.map(({ level, index }) => tuple(level, String(index))),
        ),
      )
      .select(['level', 'position', 'hash'])
      .execute();
    for (const { level, position, hash } of rows) {
      known.set(name({ level, index: Number(position) }), hash);
    }
  }
  return places.map((of) => {
    const peaks = of.map((place) => {
      const hash = known.get(name(place));
      if (hash === undefined) throw new RangeError('the audit log lacks a node of its tree');
      return hash;
    });
    return Buffer.from(rootOf(sha256, { peaks })).toString('base64');
  });
}
