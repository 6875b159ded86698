import { lookup } from 'node:dns/promises';
import { BlockList, isIPv4 } from 'node:net';
import { Failure } from '../../shared/model/failure.ts';
import { INSIDE_4, INSIDE_6, OUTSIDE_6 } from '../../shared/model/inside-networks.ts';

/** An address of the internet, or of a network that the operator allows. */
export interface OutsideAddress {
  readonly address: string;
  readonly family: 4 | 6;
  /** It is of a network that the operator allows by name. */
  readonly isAllowed: boolean;
}

/** Networks in the notation of CIDR (RFC 4632) as one list. */
export function networksOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits = ''] = network.split('/');
    list.addSubnet(address, Number(bits), isIPv4(address) ? 'ipv4' : 'ipv6');
  }
  return list;
}

const inside4 = networksOf(INSIDE_4);
const outside6 = networksOf(OUTSIDE_6);
const inside6 = networksOf(INSIDE_6);

const familyName = (family: 4 | 6): 'ipv4' | 'ipv6' => (family === 4 ? 'ipv4' : 'ipv6');

function isOutside(address: string, family: 4 | 6): boolean {
  if (family === 4) return !inside4.check(address, 'ipv4');
  return outside6.check(address, 'ipv6') && !inside6.check(address, 'ipv6');
}

/**
 * The one address that a host is connected to: its name is looked up once, and what comes of it is refused as a whole if
 * any of it is inside, so that a name that changes its mind leads nowhere else. Throws ADDRESS_INSIDE, HOST_UNKNOWN.
 */
export async function outsideAddressOf(
  hostname: string,
  allowed: BlockList,
  resolve: (name: string) => Promise<{ address: string; family: number }[]> = (name) =>
    lookup(name, { all: true }),
): Promise<OutsideAddress> {
  const name = hostname.replace(/^\[|\]$/g, '');
  const found = await resolve(name).catch((error: unknown) => {
    throw new Failure('HOST_UNKNOWN', `There is no host ${name}.`, {}, { cause: error });
  });
  const addresses = found.map(({ address, family }): OutsideAddress => {
    const known = family === 6 ? 6 : 4;
    return { address, family: known, isAllowed: allowed.check(address, familyName(known)) };
  });
  const [first] = addresses;
  if (first === undefined) throw new Failure('HOST_UNKNOWN', `There is no host ${name}.`);
  const refused = addresses.some(
    ({ address, family, isAllowed }) => !isAllowed && !isOutside(address, family),
  );
  if (!refused) return first;
  throw new Failure(
    'ADDRESS_INSIDE',
    `${name} is an address inside a network, and webhooks go outside only. Who runs the server can allow its network in the configuration (webhookNetworks).`,
  );
}
