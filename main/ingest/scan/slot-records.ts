import type { Kernel, KernelPlaces } from './kernel.ts';

/** Where the kernel's memory holds what is constant in skeletons' slots (`slot-facts.ts`). */
export class SlotRecords {
  private readonly kernel: Kernel;
  private readonly told: number;
  private readonly from: number;
  private readonly to: number;
  private free: number;
  /** Where each skeleton's record stands. */
  private readonly places = new Map<number, number>();

  constructor(kernel: Kernel, { SLOT_RECORD, SLOT_RECORDS, SLOT_RECORDS_BYTES }: KernelPlaces) {
    this.kernel = kernel;
    this.told = SLOT_RECORD;
    this.from = SLOT_RECORDS;
    this.to = SLOT_RECORDS + SLOT_RECORDS_BYTES;
    this.free = this.from;
  }

  /** Writes a skeleton's record and tells the kernel where it stands; undefined: there is none. When there is no room left the kernel forgets all. */
  put(id: number, record: Uint8Array | undefined): void {
    const at = record === undefined ? 0 : this.place(id, record);
    new Int32Array(this.kernel.memory.buffer, this.told, 1)[0] = at;
  }

  private place(id: number, record: Uint8Array): number {
    let at = this.places.get(id);
    if (at === undefined) {
      if (this.free + record.length > this.to) this.clear();
      at = this.free;
      this.free += record.length;
      this.places.set(id, at);
    }
    // A record only ever becomes shorter, so it has room where it stood.
    new Uint8Array(this.kernel.memory.buffer, at, record.length).set(record);
    return at;
  }

  private clear(): void {
    this.kernel.forgetSkeletons();
    this.places.clear();
    this.free = this.from;
  }
}
