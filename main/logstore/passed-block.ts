import type { BlockColumns } from './block-columns.ts';
import { releaseOwn } from './packed-block.ts';
import { giveRoom, takeRoom, type UnpackRoom } from './unpack-rooms.ts';

/** Where columns stand that are asked for while a search passes over a block. */
export interface PassingMemory {
  readonly room: UnpackRoom;
  /** Notes a row that was read, so that its memory is given back. */
  note(row: Uint8Array): Uint8Array;
}

interface Passed {
  readonly id: number;
  readonly columns: BlockColumns;
  readonly room: UnpackRoom;
  readonly rows: Uint8Array[];
}

/**
 * The columns of the block that a search passes over, in memory that the next one's stand in: 140 kB a block lay about outside the
 * heap before, which V8 counts, so that it looked through all of the heap four times for an expression over 1 GB.
 */
export class PassedBlock {
  private passed: Passed | null = null;

  /** Valid until those of another block are asked for. */
  columns(id: number, open: (memory: PassingMemory) => BlockColumns): BlockColumns {
    if (this.passed?.id === id) return this.passed.columns;
    this.leave();
    const room = takeRoom();
    const rows: Uint8Array[] = [];
    const note = (row: Uint8Array): Uint8Array => {
      rows.push(row);
      return row;
    };
    const columns = open({ room, note });
    this.passed = { id, columns, room, rows };
    return columns;
  }

  /** Gives their memory back. */
  leave(): void {
    const { passed } = this;
    this.passed = null;
    if (passed === null) return;
    passed.rows.forEach(releaseOwn);
    giveRoom(passed.room);
  }
}
