import { createHash } from 'node:crypto';
import { pack } from '../logstore/index.ts';

/** Takes the next piece of an original, compressed; `seq` counts from 0. */
export type KeepPiece = (piece: {
  seq: number;
  size: number;
  data: Uint8Array<ArrayBuffer>;
}) => Promise<void>;

const PIECE_BYTES = 1024 * 1024;

/** The bytes of an original as they pass by: hashed, counted, and kept where that is wanted. */
export class OriginalBytes {
  private readonly hash = createHash('sha256');
  private readonly keep: KeepPiece | null;
  private held: Buffer[] = [];
  private heldBytes = 0;
  private seq = 0;
  private total = 0;

  constructor(keep: KeepPiece | null) {
    this.keep = keep;
  }

  get bytes(): number {
    return this.total;
  }

  /** Whether bytes that passed by wait to be kept. */
  get isHolding(): boolean {
    return this.held.length > 0;
  }

  async take(bytes: Buffer): Promise<void> {
    this.hash.update(bytes);
    this.total += bytes.length;
    if (this.keep === null) return;
    this.held.push(bytes);
    this.heldBytes += bytes.length;
    if (this.heldBytes >= PIECE_BYTES) await this.hand();
  }

  /** After the last bytes. Gives the SHA-256, hex. */
  async end(): Promise<string> {
    if (this.keep !== null && this.heldBytes > 0) await this.hand();
    return this.hash.digest('hex');
  }

  private async hand(): Promise<void> {
    const piece = Buffer.concat(this.held);
    this.held = [];
    this.heldBytes = 0;
    await this.keep?.({ seq: this.seq++, size: piece.length, data: pack(piece) });
  }
}
