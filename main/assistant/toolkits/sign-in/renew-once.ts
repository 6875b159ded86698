interface Answer {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly text: string;
}

/** So long an answer is kept for who asks with the same token a moment later, milliseconds. */
const KEPT_MS = 30_000;

const answers = new Map<string, Promise<Answer>>();

/**
 * Sends a request for tokens; two that would use one refresh token share one answer. A server that rotates them takes the second
 * use for a theft and ends the sign-in (RFC 9700, section 4.14.2).
 */
export async function renewOnce(form: string, send: () => Promise<Response>): Promise<Response> {
  const token = new URLSearchParams(form).get('refresh_token');
  if (token === null) return send();
  const known = answers.get(token);
  const answer = known ?? asked(send);
  if (known === undefined) {
    answers.set(token, answer);
    setTimeout(() => answers.delete(token), KEPT_MS).unref();
    answer.catch(() => answers.delete(token));
  }
  const { status, headers, text } = await answer;
  return new Response(text, { status, headers: headers.map(([name, value]) => [name, value]) });
}

async function asked(send: () => Promise<Response>): Promise<Answer> {
  const response = await send();
  return { status: response.status, headers: [...response.headers], text: await response.text() };
}
