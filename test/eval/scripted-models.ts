import type { Script, Reply, RecordedRequest } from '../unit/main/assistant/scripted-server.ts';

interface Messages {
  readonly messages: readonly { readonly role: string; readonly content: unknown }[];
}

/** Whether a request begins a question: its last message is no result of a tool, in either protocol. */
function begins({ body }: RecordedRequest): boolean {
  const last = (JSON.parse(body) as Messages).messages.at(-1);
  return last?.role === 'user' && !JSON.stringify(last.content).includes('tool_result');
}

/** What the last tool gave, as it stands in a request of either protocol. */
function lastResult({ body }: RecordedRequest): string {
  const { messages } = JSON.parse(body) as Messages;
  const texts: string[] = [];
  const collect = (value: unknown): void => {
    if (typeof value === 'string') texts.push(value);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(collect);
  };
  collect(messages.at(-1)?.content);
  const json = texts.findLast((text) => text.startsWith('{')) ?? '{}';
  const parsed = JSON.parse(json) as { cut?: boolean; beginning?: string };
  return parsed.cut === true ? (parsed.beginning ?? '') : json;
}

const answer = (known: boolean, ...statements: object[]): Reply => ({
  tools: [{ name: 'answer', input: { known, statements } }],
});

const firstIn = (text: string, pattern: RegExp): string | null => pattern.exec(text)?.[1] ?? null;

/** Does what its instructions say: looks at the hypotheses, then at records, and cites them. */
export function carefulModel(): Script {
  let turn = 0;
  return (request) => {
    turn = begins(request) ? 1 : turn + 1;
    if (turn === 1) return { tools: [{ name: 'hypotheses', input: {} }] };
    const given = lastResult(request);
    if (turn === 2) {
      const steps = given.slice(given.indexOf('"steps":['));
      const query = firstIn(steps, /"query":"((?:[^"\\]|\\.)*)"/);
      if (!given.includes('"steps":[') || query === null) {
        return answer(false, { part: 'answer', text: 'The records do not tell the cause.' });
      }
      const input = { query: JSON.parse(`"${query}"`) as string, limit: 2, order: 'desc' };
      return { tools: [{ name: 'search', input }] };
    }
    const record = firstIn(given, /"record":"(\d+:\d+)"/);
    const citations = record === null ? [] : [{ record }];
    return answer(true, { part: 'answer', text: 'This is what began it.', citations });
  };
}

/** Claims what nothing bears out: words, numbers and records that are not there, and statements without any. */
export function inventingModel(): Script {
  let turn = 0;
  return (request) => {
    turn = begins(request) ? 1 : turn + 1;
    if (turn === 1) return { tools: [{ name: 'search', input: { query: '', limit: 5 } }] };
    const record = firstIn(lastResult(request), /"record":"(\d+:\d+)"/) ?? '1:0';
    return answer(
      true,
      {
        part: 'answer',
        text: 'The disk of db-9 failed.',
        citations: [{ record, quote: 'disk of db-9 failed' }],
      },
      { part: 'answer', text: 'It failed 987654 times.', citations: [{ record }] },
      {
        part: 'answer',
        text: 'Many records say so.',
        figures: [{ value: 987_654, query: 'level:error' }],
      },
      { part: 'answer', text: 'It was the network.', citations: [{ record: '999:999999' }] },
      { part: 'answer', text: 'Everybody knows it.' },
    );
  };
}
