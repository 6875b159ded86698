import { WebSocket } from 'ws';
import type { DeviceKey } from './device-key.ts';
import type { TenantAddress } from './tenant-https.ts';

/** A line on which the server says that there is something new; what it is, a pull tells. */
export interface PokeLine {
  /** Whether it is open or being opened. */
  readonly isUp: () => boolean;
  close(): void;
}

/** Opens a line; `poked` is called for each poke. One that breaks is not mended: whoever holds it opens another. */
export async function openPokes(
  { url, authority }: TenantAddress,
  device: DeviceKey,
  token: string,
  poked: () => void,
): Promise<PokeLine> {
  const { host } = new URL(url);
  const asked = { method: 'GET', url: `https://${host}/api/v1/pokes`, token };
  const socket = new WebSocket(`wss://${host}/api/v1/pokes`, {
    headers: { authorization: `DPoP ${token}`, dpop: await device.prove(asked) },
    minVersion: 'TLSv1.3',
    maxPayload: 1024,
    perMessageDeflate: false,
    ...(authority === null ? {} : { ca: authority }),
  });
  socket.on('message', poked);
  // What breaks it shows in `isUp`.
  socket.on('error', () => socket.terminate());
  return {
    isUp: () => socket.readyState === WebSocket.CONNECTING || socket.readyState === WebSocket.OPEN,
    close: () => socket.terminate(),
  };
}
