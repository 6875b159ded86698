import { Failure } from '#shared/model/failure.ts';
import { openConnection } from '../../main/tenant/connection.ts';
import type { EventClock } from './event-clock.ts';
import type { SeededRandom } from './seeded-random.ts';

/** Access tokens end after so long: as the server's, in proportion to the time that a run takes. */
const ACCESS_MS = 120_000;
const DAY_MS = 86_400_000;
const ADDRESS = 'https://team.example/t/night';
/** A key of nobody: what it proves is not looked at here. */
const DEVICE = {
  kty: 'EC' as const,
  crv: 'P-256' as const,
  x: 'gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0',
  y: 'SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps',
  d: '0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo',
};

interface Family {
  refresh: string;
  isOver: boolean;
}

/** The tokens that the server gave out, with the rules that it holds them to: a refresh token is good once. */
export class SimulatedTokens {
  private readonly clock: EventClock;
  private readonly random: SeededRandom;
  private readonly access = new Map<string, { until: number; family: Family }>();
  private readonly families = new Map<string, Family>();

  constructor(clock: EventClock, random: SeededRandom) {
    this.clock = clock;
    this.random = random;
  }

  /** Begins a sign-in; gives its refresh token. */
  begin(): string {
    const family = { refresh: this.random.uuid(), isOver: false };
    this.families.set(family.refresh, family);
    return family.refresh;
  }

  /** Uses a refresh token up; null: it was used before, and with it the whole sign-in is over. */
  renew(refresh: string): { access: string; refresh: string } | null {
    const family = this.families.get(refresh);
    if (family === undefined || family.isOver) return null;
    if (family.refresh !== refresh) {
      family.isOver = true;
      return null;
    }
    family.refresh = this.random.uuid();
    this.families.set(family.refresh, family);
    const part = (value: object): string =>
      Buffer.from(JSON.stringify(value)).toString('base64url');
    const access = `${part({ alg: 'none' })}.${part({ sid: refresh, n: this.random.uuid() })}.x`;
    this.access.set(access, { until: this.clock.now + ACCESS_MS, family });
    return { access, refresh: family.refresh };
  }

  /** Throws NOT_SIGNED_IN, as the server answers. */
  require(access: string): void {
    const known = this.access.get(access);
    if (known !== undefined && known.until > this.clock.now && !known.family.isOver) return;
    throw new Failure('NOT_SIGNED_IN', 'Sign in first.', { status: 401 });
  }
}

/** The client's own code for its sign-in, over a drawer in memory and a clock that is wrong. */
export class SimulatedSignIn {
  /** How far this machine's clock is from the true time, ms. */
  private skew = 0;
  private kept: string;
  private readonly clock: EventClock;
  private readonly random: SeededRandom;
  private readonly renew: (refresh: string) => Promise<{ access: string; refresh: string } | null>;
  private connection: ReturnType<typeof openConnection>;

  constructor(
    clock: EventClock,
    random: SeededRandom,
    renew: (refresh: string) => Promise<{ access: string; refresh: string } | null>,
  ) {
    this.clock = clock;
    this.random = random;
    this.renew = renew;
    const sealing = { privateKey: '', publicKey: '' };
    const session = null;
    this.kept = JSON.stringify({
      url: ADDRESS,
      authority: null,
      refresh: null,
      sealing,
      device: DEVICE,
      session,
    });
    this.connection = this.opened();
    this.turnClock();
  }

  /** The process begins anew, with what its drawer holds. */
  restart(): void {
    this.connection = this.opened();
  }

  /** Somebody sets the clock of the machine, up to a day off. */
  turnClock(): void {
    this.skew = this.random.between(-DAY_MS, DAY_MS);
  }

  /** The person signs in in her browser. */
  signIn(refresh: string): void {
    // What she is given first has no access token yet, so that the first request renews it.
    this.connection.keep({ access: 'a.e30.x', refresh, until: -Infinity });
  }

  get isSignedIn(): boolean {
    return this.connection.isSignedIn;
  }

  token(): Promise<string> {
    return this.connection.token();
  }

  refused(): void {
    this.connection.refused();
  }

  private opened(): ReturnType<typeof openConnection> {
    const drawer = {
      read: () => this.kept,
      write: (text: string) => {
        this.kept = text;
      },
    };
    const now = (): number => this.clock.now + this.skew;
    return openConnection(
      { drawer: () => drawer },
      {
        now,
        exchange: async (_address, _device, form) => {
          const tokens = await this.renew(form['refresh_token'] ?? '');
          if (tokens === null) throw new Failure('SIGN_IN_OVER', 'The sign-in has ended.');
          return { ...tokens, until: now() + ACCESS_MS };
        },
      },
    );
  }
}
