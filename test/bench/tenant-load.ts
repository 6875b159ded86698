/**
 * Requests that come as those of many people do: at random moments (a Poisson process, seeded), whether the ones before were
 * answered or not. How long one took is counted from the moment that it was due, so that none is left out that had to
 * wait for another.
 */
import { Agent, request } from 'node:https';
import { randomOf } from './engine/random.ts';

/** What is asked. */
export interface Asked {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What came of it: times in milliseconds, sorted. */
export interface PacedLoad {
  readonly times: readonly number[];
  readonly failed: number;
  /** Answers in a second. */
  readonly rate: number;
}

interface Pace {
  readonly url: string;
  /** PEM of the authority of the server's certificate. */
  readonly authority: string;
  readonly seconds: number;
  readonly perSecond: number;
  readonly next: () => Asked;
}

/** Asks `perSecond` times a second for so many seconds, and waits for the last answer. */
export async function pacedLoad(pace: Pace): Promise<PacedLoad> {
  const agent = new Agent({ ca: pace.authority, servername: 'localhost', keepAlive: true });
  const moments = arrivals(pace.seconds, pace.perSecond);
  const began = performance.now();
  const answers: Promise<number | null>[] = [];
  await new Promise<void>((resolve) => {
    let at = 0;
    const send = (): void => {
      const now = performance.now() - began;
      while (at < moments.length && (moments[at] ?? 0) <= now) {
        const due = moments[at++] ?? 0;
        answers.push(
          answered(agent, pace).then((isGood) => (isGood ? performance.now() - began - due : null)),
        );
      }
      if (at >= moments.length) resolve();
      else setTimeout(send, Math.max(0, (moments[at] ?? 0) - now));
    };
    send();
  });
  const all = await Promise.all(answers);
  const took = (performance.now() - began) / 1000;
  agent.destroy();
  const times = all.filter((time) => time !== null).toSorted((a, b) => a - b);
  return { times, failed: all.length - times.length, rate: times.length / took };
}

/** When requests are due, milliseconds from the start. */
function arrivals(seconds: number, perSecond: number): number[] {
  const random = randomOf(7);
  return Array.from(
    { length: seconds * perSecond },
    () => random.below(seconds * 1e6) / 1e3,
  ).toSorted((one, other) => one - other);
}

function answered(agent: Agent, { url, next }: Pace): Promise<boolean> {
  const { method, path, headers, body } = next();
  return new Promise((resolve) => {
    const sent = request(new URL(path, url), { agent, method, headers }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode === 200));
      answer.on('error', () => resolve(false));
    });
    sent.on('error', () => resolve(false));
    sent.end(body);
  });
}
