const MIB = 1024 * 1024;

/** What a pile may ask of the machine before it is taken for an attack. Sizes in bytes. */
export interface PileLimits {
  /** Bytes out for one byte in. Logs reach 50 to 150; deflate's ceiling, which bombs sit at, is 1032. */
  readonly maxRatio: number;
  /** Below this many bytes out nobody is hurt, and small repetitive logs do reach any ratio. */
  readonly ratioFrom: number;
  /** Members of one dropped archive, those of the archives inside it included. */
  readonly maxMembers: number;
  /** Archives inside one another; also compressions inside one another (a gzip can contain itself). */
  readonly maxDepth: number;
  /** Bytes of one member; null: as many as it has. */
  readonly maxMemberBytes: number | null;
  /** A zip inside another archive has its table at its end, so it is held in memory: up to this size. */
  readonly maxNestedZip: number;
  /** Bytes that LZMA may reach back, which are held in memory. xz -9 uses 64 MiB, 7-Zip's ultra 256 MiB. */
  readonly maxDictionary: number;
}

export const DEFAULT_LIMITS: PileLimits = {
  maxRatio: 300,
  ratioFrom: 64 * MIB,
  maxMembers: 100_000,
  maxDepth: 4,
  maxMemberBytes: null,
  maxNestedZip: 256 * MIB,
  maxDictionary: 256 * MIB,
};
