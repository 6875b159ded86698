import type { PushAnswer, PushRequest, PullAnswer, PullRequest } from '#shared/sync/sync-wire.ts';
import { acceptPush } from '../../tenant/sync/index.ts';
import { givePull } from '../../tenant/sync/index.ts';
import type { EventClock } from './event-clock.ts';
import { MemoryTables } from './memory-log.ts';
import type { SeededRandom } from './seeded-random.ts';
import { SimulatedTokens } from './simulated-sign-in.ts';

export type Request =
  | { readonly is: 'push'; readonly push: PushRequest }
  | { readonly is: 'pull'; readonly pull: PullRequest }
  | { readonly is: 'renew'; readonly refresh: string };

export type Renewed = { readonly access: string; readonly refresh: string } | null;
export type Answer =
  | { readonly is: 'answer'; readonly answer: PushAnswer | PullAnswer | Renewed }
  | { readonly is: 'failure'; readonly error: unknown };

/** How often what goes wrong, from 0 to 1. */
export interface Weather {
  drop: number;
  duplicate: number;
  crash: number;
  diskFull: number;
  late: number;
}

const AWAY_MS = 2_000;

/** The server's own code over tables in memory, behind a network that loses, doubles, delays and turns round. */
export class SimulatedServer {
  readonly tables: MemoryTables;
  readonly tokens: SimulatedTokens;
  private readonly clock: EventClock;
  private readonly random: SeededRandom;
  private readonly weather: Weather;
  private awayUntil = 0;

  constructor(clock: EventClock, random: SeededRandom, weather: Weather) {
    this.clock = clock;
    this.random = random;
    this.weather = weather;
    this.tables = new MemoryTables(random.uuid());
    this.tokens = new SimulatedTokens(clock, random);
  }

  /** Sends a request of a member; `arrived` is called once for each answer that comes through, or never. */
  send(member: string, token: string, request: Request, arrived: (answer: Answer) => void): void {
    // A renewal that comes twice ends the sign-in, as it should: it would be somebody else's.
    const copies = this.random.chance(this.weather.duplicate) && request.is !== 'renew' ? 2 : 1;
    for (let n = 0; n < copies; n++) {
      if (this.random.chance(this.weather.drop)) continue;
      this.clock.after(this.delay(), () => void this.handle(member, token, request, arrived));
    }
  }

  private async handle(
    member: string,
    token: string,
    request: Request,
    arrived: (answer: Answer) => void,
  ): Promise<void> {
    if (this.clock.now < this.awayUntil) return;
    const crash = this.random.chance(this.weather.crash)
      ? this.random.chance(0.5)
        ? 'before the commit'
        : 'after it'
      : 'none';
    if (crash !== 'none') this.awayUntil = this.clock.now + AWAY_MS;
    const answer = await this.answered(member, token, request, crash);
    if (crash !== 'none' || this.random.chance(this.weather.drop)) return;
    this.clock.after(this.delay(), () => arrived(answer));
  }

  private async answered(
    member: string,
    token: string,
    request: Request,
    crash: 'none' | 'before the commit' | 'after it',
  ): Promise<Answer> {
    if (request.is === 'renew') {
      if (crash === 'before the commit') return { is: 'answer', answer: null };
      return { is: 'answer', answer: this.tokens.renew(request.refresh) };
    }
    try {
      this.tokens.require(token);
    } catch (error) {
      return { is: 'failure', error };
    }
    return this.tables
      .transaction(
        member,
        async (log): Promise<PushAnswer | PullAnswer> =>
          request.is === 'push'
            ? (await acceptPush(log, request.push)).answer
            : givePull(log, request.pull),
        () => crash !== 'before the commit',
      )
      .then(
        (answer): Answer => ({ is: 'answer', answer }),
        (error: unknown): Answer => ({ is: 'failure', error }),
      );
  }

  /** Mostly quick; now and then so late that whoever asked has given up and asked again. */
  private delay(): number {
    return this.random.chance(this.weather.late)
      ? this.random.between(1_000, 20_000)
      : this.random.between(1, 200);
  }
}
