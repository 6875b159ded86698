import { lookup } from 'node:dns';
import { BlockList, isIP, isIPv4, type LookupFunction } from 'node:net';
import { Failure } from '#shared/model/failure.ts';
import { INSIDE_4, INSIDE_6, OUTSIDE_6 } from '#shared/model/inside-networks.ts';

/** How near an address is: on the internet, on a network around this machine, on it, or of a kind that serves nobody. */
export type Nearness = 'outside' | 'network' | 'machine' | 'never';

const ORDER: readonly Nearness[] = ['outside', 'network', 'machine', 'never'];

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits = ''] = network.split('/');
    list.addSubnet(address, Number(bits), isIPv4(address) ? 'ipv4' : 'ipv6');
  }
  return list;
}

const machine = listOf(['127.0.0.0/8', '::1/128']);
const network = listOf([
  '10.0.0.0/8',
  '100.64.0.0/10',
  '172.16.0.0/12',
  '192.168.0.0/16',
  'fc00::/7',
]);
const inside = listOf([...INSIDE_4, ...INSIDE_6]);
const outside6 = listOf(OUTSIDE_6);

/** How near an address is; what a cloud tells its machines about themselves (169.254.0.0/16) is never reached. */
function nearnessOf(address: string): Nearness {
  const family = isIPv4(address) ? 'ipv4' : 'ipv6';
  if (machine.check(address, family)) return 'machine';
  if (network.check(address, family)) return 'network';
  if (inside.check(address, family)) return 'never';
  // What stands for an address of IPv4 is as near as that, and was looked at above.
  const mapped = /^::ffff:/i.test(address);
  return family === 'ipv4' || mapped || outside6.check(address, family) ? 'outside' : 'never';
}

/** Whether something so near may be named by something else: only what is no further inside than who names it. */
export function mayName(by: Nearness, named: Nearness): boolean {
  return named !== 'never' && ORDER.indexOf(named) <= ORDER.indexOf(by);
}

/** All addresses of a name. */
export type Resolve = (name: string) => Promise<readonly string[]>;

/** As the system finds them. */
export const systemResolve: Resolve = (name) =>
  new Promise((resolve, reject) => {
    lookup(name, { all: true }, (error, found) => {
      if (error === null) resolve(found.map(({ address }) => address));
      else reject(error);
    });
  });

/** The nearest of the addresses of a host. Throws HOST_UNKNOWN. */
export async function nearestOf(
  hostname: string,
  resolve: Resolve = systemResolve,
): Promise<Nearness> {
  const name = hostname.replace(/^\[|\]$/g, '');
  const found = isIP(name) === 0 ? await resolve(name).catch(() => []) : [name];
  if (found.length === 0) throw new Failure('HOST_UNKNOWN', `There is no host ${name}.`);
  return found.map(nearnessOf).reduce((a, b) => (ORDER.indexOf(a) > ORDER.indexOf(b) ? a : b));
}

/**
 * A look-up that gives no address that is nearer than what names it, so that a name that has another address when it is
 * connected to leads nowhere else. It refuses with ADDRESS_INSIDE.
 */
export function guardedLookup(by: Nearness): LookupFunction {
  return (hostname, options, done) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      const [first] = found ?? [];
      if (error !== null || first === undefined) {
        done(error ?? new Failure('HOST_UNKNOWN', `There is no host ${hostname}.`), '');
      } else if (!found.every(({ address }) => mayName(by, nearnessOf(address)))) {
        done(insideFailure(hostname), '');
      } else if (options.all === true) done(null, found);
      else done(null, first.address, first.family);
    });
  };
}

/** Why a host is not reached. */
const insideFailure = (host: string): Failure =>
  new Failure(
    'ADDRESS_INSIDE',
    `Nothing was sent to ${host}: it is an address inside a network or of this machine, and what names it is outside.`,
    { host },
  );
