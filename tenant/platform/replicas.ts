import { randomUUID } from 'node:crypto';
import { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { z } from 'zod';
import { tellTogether } from './tell-together.ts';

/** What a count has come to. */
export interface Counted {
  readonly count: number;
  /** When it begins anew, ms from now. */
  readonly leftMs: number;
}

/** Counts by name, each for a minute. */
export type Count = (name: string) => Promise<Counted>;

/**
 * What several processes of the server that answer requests share: counts of requests, what one of them wants to tell the
 * others, and what was seen once. One process alone has it to itself.
 */
export interface Replicas {
  /** Makes counters under a name. When what is shared is away, each process counts for itself. */
  counts(of: string): Count;
  /** Tells the other processes; nothing is told while what is shared is away. */
  tell(said: Told): void;
  /** Calls `heard` with what others tell. */
  hear(heard: (said: Told) => void): void;
  /** Tells the other processes that something of a tenant is another; they look what. Nothing while what is shared is away. */
  tellChange(tenant: string): void;
  /** Calls `heard` with the tenant of each change that others tell. */
  hearChanges(heard: (tenant: string) => void): void;
  /** Whether no process has seen a name within so many seconds; true as well when that cannot be known. */
  isFirst(name: string, seconds: number): Promise<boolean>;
  /** Whether what is shared answers. */
  isUp(): boolean;
  end(): Promise<void>;
}

const told = z.strictObject({ tenant: z.uuid(), seq: z.number().int().min(0) });
/** A tenant has something new, up to this number. */
export type Told = z.output<typeof told>;

const from = { from: z.uuid() };
const pokeLine = told.extend(from);
const changeLine = told.pick({ tenant: true }).extend(from);

const MINUTE_S = 60;
/** Counts are compared with limits by who asks; no limiter refuses by itself. */
const NO_LIMIT = Number.MAX_SAFE_INTEGER;
const PREFIX = 'error-iq';
const POKES = `${PREFIX}:pokes`;
const CHANGES = `${PREFIX}:changes`;
/** Changes of a tenant that come within so long are told together, ms. */
const TOGETHER_MS = 100;
/** A command that is not answered so soon is given up, ms: nobody waits for what only counts. */
const ANSWER_MS = 1000;
/** Longest pause before another try to connect, ms. */
const PAUSE_MS = 2000;

async function counted(
  limiter: RateLimiterMemory | RateLimiterRedis,
  name: string,
): Promise<Counted> {
  const { consumedPoints, msBeforeNext } = await limiter.consume(name).catch((refused: unknown) => {
    if (refused instanceof RateLimiterRes) return refused;
    throw refused;
  });
  return { count: consumedPoints, leftMs: msBeforeNext };
}

const limiterOf = (of: string) => ({
  keyPrefix: `${PREFIX}:${of}`,
  points: NO_LIMIT,
  duration: MINUTE_S,
});

/** One process alone. */
export function aloneReplica(): Replicas {
  return {
    counts(of) {
      const limiter = new RateLimiterMemory(limiterOf(of));
      return (name) => counted(limiter, name);
    },
    tell() {},
    hear() {},
    tellChange() {},
    hearChanges() {},
    isFirst: () => Promise.resolve(true),
    isUp: () => true,
    end: () => Promise.resolve(),
  };
}

export interface ReplicasPlace {
  readonly redisUrl: string;
  readonly log: { warn(said: string): void; info(said: string): void };
}

/**
 * Several processes by one Redis. It holds nothing that is not made anew within minutes: while it is away each process counts
 * for itself, pokes its own connections only and hears of no change of others, and the log says so once.
 */
export function redisReplicas({ redisUrl, log }: ReplicasPlace): Replicas {
  const own = randomUUID();
  const options = {
    lazyConnect: true,
    enableOfflineQueue: false,
    autoResubscribe: true,
    maxRetriesPerRequest: 0,
    commandTimeout: ANSWER_MS,
    connectTimeout: 5 * ANSWER_MS,
    retryStrategy: (tries: number) => Math.min(PAUSE_MS, 100 * tries),
  };
  const client = new Redis(redisUrl, options);
  // What listens for others can send nothing else.
  const listener = new Redis(redisUrl, {
    ...options,
    enableOfflineQueue: true,
    commandTimeout: undefined,
  });
  let [ended, saidAway] = [false, false];
  const away = (): void => {
    if (ended || saidAway) return;
    saidAway = true;
    log.warn(
      'Redis does not answer: until it does, each process counts requests for itself and pokes its own connections only, and live views see what others changed when they look',
    );
  };
  for (const one of [client, listener]) {
    // Their text may name the address with its password.
    one.on('error', away);
    one.on('close', away);
  }
  client.on('ready', () => {
    if (saidAway) log.info('Redis answers again');
    saidAway = false;
  });
  const publish = (channel: string, said: object): void => {
    if (client.status !== 'ready') return;
    void client.publish(channel, JSON.stringify({ ...said, from: own })).catch(away);
  };
  const subscribe = <Line extends { from: string }>(
    channel: string,
    line: z.ZodType<Line>,
    heard: (said: Line) => void,
  ): void => {
    listener.on('message', (on: string, text: string) => {
      const said = on === channel ? lineOf(line, text) : null;
      if (said !== null && said.from !== own) heard(said);
    });
    // Kept until the connection is there, and said again after each one.
    void listener.subscribe(channel).catch(away);
  };
  const connect = (one: Redis): void => void one.connect().catch(away);
  connect(client);
  connect(listener);

  return {
    counts(of) {
      const limiter = new RateLimiterRedis({
        ...limiterOf(of),
        storeClient: client,
        rejectIfRedisNotReady: true,
        insuranceLimiter: new RateLimiterMemory(limiterOf(of)),
      });
      return (name) => counted(limiter, name);
    },
    tell: (said) => publish(POKES, said),
    hear: (heard) => subscribe(POKES, pokeLine, ({ tenant, seq }) => heard({ tenant, seq })),
    tellChange: tellTogether((tenant) => publish(CHANGES, { tenant }), TOGETHER_MS),
    hearChanges: (heard) => subscribe(CHANGES, changeLine, ({ tenant }) => heard(tenant)),
    async isFirst(name, seconds) {
      if (client.status !== 'ready') return true;
      const kept = await client
        .set(`${PREFIX}:seen:${name}`, '', 'EX', seconds, 'NX')
        .catch(() => 'OK' as const);
      return kept === 'OK';
    },
    isUp: () => client.status === 'ready',
    end() {
      ended = true;
      client.disconnect();
      listener.disconnect();
      return Promise.resolve();
    },
  };
}

/** Whether a Redis answers at an address, with its password. */
export async function doesRedisAnswer(redisUrl: string): Promise<boolean> {
  const client = new Redis(redisUrl, {
    lazyConnect: true,
    connectTimeout: 5 * ANSWER_MS,
    retryStrategy: null,
  });
  client.on('error', () => {});
  try {
    await client.connect();
    return (await client.ping()) === 'PONG';
  } catch {
    return false;
  } finally {
    client.disconnect();
  }
}

/** What came over the channel; null: nothing of ours. */
function lineOf<Line>(line: z.ZodType<Line>, text: string): Line | null {
  try {
    return line.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
