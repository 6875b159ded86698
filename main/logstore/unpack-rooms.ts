/** What all parts of most texts take, unpacked. */
const ROOM_BYTES = 2 * 1024 * 1024;
/** A thread looks at one block at a time, and at another while it shows rows. */
const MOST_KEPT = 2;

/**
 * Memory for what is unpacked of one block, used again for another: pages that the system must make anew took longer than unpacking
 * into them (360 kB of text: 357 us, and 148 here).
 */
export class UnpackRoom {
  private readonly memory = Buffer.allocUnsafeSlow(ROOM_BYTES);
  private taken = 0;

  /** So many bytes; memory of their own where the room is full. */
  take(bytes: number): Buffer {
    const from = this.taken;
    if (from + bytes > ROOM_BYTES) return Buffer.allocUnsafeSlow(bytes);
    this.taken = (from + bytes + 7) & ~7;
    return this.memory.subarray(from, from + bytes);
  }

  clear(): void {
    this.taken = 0;
  }
}

const kept: UnpackRoom[] = [];

/** A room for a block: `giveRoom` when nothing that was unpacked in it is read any more. One that is not given back is garbage. */
export function takeRoom(): UnpackRoom {
  return kept.pop() ?? new UnpackRoom();
}

export function giveRoom(room: UnpackRoom): void {
  room.clear();
  if (kept.length < MOST_KEPT) kept.push(room);
}

/** Lets go of the rooms that are not used. */
export function forgetRooms(): void {
  kept.length = 0;
}
