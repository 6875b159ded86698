/** What opens a server's secrets, and nothing else: everything but them is under keys that it wraps. */
export interface MasterKey {
  /** Which it is; tells nothing of it. */
  readonly id: string;
  /** Encrypts a key. Throws KEY_COMMAND_FAILED. */
  wrap(key: Buffer): Promise<string>;
  /** Undoes `wrap`. Throws MASTER_KEY_OTHER, KEY_COMMAND_FAILED. */
  unwrap(wrapped: string): Promise<Buffer>;
  /** The key itself, of which servers made everything before they had secrets of their own; null: it never comes here. */
  readonly raw: Buffer | null;
}
