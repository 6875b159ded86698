import { ENCODINGS } from '../privacy/encodings.ts';

/** What must never leave, and what it may look like when it does. */
export const PLANTED = {
  email: 'rosalind.quayle@northwind-traders.example',
  card: '4539 1488 0343 6467',
  iban: 'DE89 3704 0044 0532 0130 00',
  ip: '203.0.113.87',
  phone: '+49 30 901820 17',
  key: 'AKIAIOSFODNN7ABCDEFG',
  password: 'hunter2-Zebra!',
  jwt: 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IlF1YXlsZSJ9.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U',
};

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const wide = (text: string): string =>
  text.replaceAll(/[!-~]/g, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0));

/** Files in which all of it stands, in every place that a log has for it. */
export function plantedFiles(): Record<string, string> {
  const { email, card, iban, ip, phone, key, password, jwt } = PLANTED;
  const line = (second: number, text: string): string =>
    `2026-05-06T08:00:${String(second).padStart(2, '0')}Z ERROR ${text}`;
  const json = (value: object): string =>
    JSON.stringify({ time: '2026-05-06T08:01:00Z', level: 'error', ...value });
  return {
    'app.log': [
      line(1, `mail to ${email} bounced, client ${ip}`),
      line(2, `card ${card} declined, refund to ${iban}`),
      line(3, `login from ${ip} with password=${password}`),
      line(4, `upload with ${key} failed: https://dana:${password}@files.example/x`),
      line(5, `Authorization: Bearer ${jwt}`),
      line(6, `call ${phone} or write ${email}`),
      line(7, `payload ${base64(JSON.stringify({ user: email, card }))}`),
      line(8, `payload ${base64(`password=${password}`)}`),
      line(9, `wide ${wide(email)}`),
      line(10, `nested {"a":"{\\"mail\\":\\"${email}\\"}"}`),
      `${line(11, `java.lang.IllegalStateException: no account ${email}`)}\n\tat com.shop.Mail.send(Mail.java:42)\n\tat com.shop.Main.main(Main.java:7)`,
      line(12, `long ${'x'.repeat(1990)} ${card} ${'y'.repeat(50)}`),
    ].join('\n'),
    'service.log': [
      json({ msg: 'mail bounced', email, client: { ip }, note: `card ${card}` }),
      json({ msg: `{"deep":"{\\"email\\":\\"${email}\\"}"}`, password }),
      json({ msg: 'token', headers: { authorization: `Bearer ${jwt}`, cookie: `sid=${key}` } }),
    ].join('\n'),
    [`export-of-${email}.log`]: line(20, 'file named for a person'),
    'zz-encoded.log': encodedForms()
      .map((form, at) => line(at % 60, `upload of ${form} failed`))
      .join('\n'),
  };
}

/** What is planted, in every encoding that fits on a line. */
export function encodedForms(): string[] {
  const { email, key } = PLANTED;
  return Object.values(ENCODINGS).flatMap((encoded) =>
    // oxlint-disable-next-line no-control-regex -- what would end the line, or the text
    [email, key].map(encoded).filter((form) => !/[\n\u0000]/.test(form)),
  );
}

/** Every way in which a planted value would be seen in bytes. */
export function seenIn(bytes: string): string[] {
  const decoded = [...bytes.matchAll(/[A-Za-z0-9+/]{16,}={0,2}/g)].map(([text]) =>
    Buffer.from(text, 'base64').toString('utf8'),
  );
  const texts = [bytes, bytes.normalize('NFKC'), bytes.replaceAll('\\', ''), ...decoded];
  return Object.entries(PLANTED).flatMap(([name, value]) =>
    [value, base64(value), value.replaceAll(' ', ''), wide(value)].some((form) =>
      texts.some((text) => text.includes(form)),
    )
      ? [name]
      : [],
  );
}

/** Calls of every tool, also with planted values in what they are asked, and with errors. */
export const CALLS: readonly { name: string; input: object }[] = [
  { name: 'search', input: { query: '', limit: 100 } },
  { name: 'search', input: { query: PLANTED.email } },
  { name: 'search', input: { query: `level:[${PLANTED.email} TO` } },
  { name: 'count', input: { query: 'level:error', from: PLANTED.card } },
  { name: 'values', input: { query: '', field: 'email' } },
  { name: 'values', input: { query: '', field: 'password' } },
  { name: 'values', input: { query: '', field: 'headers.cookie' } },
  { name: 'values', input: { query: '', field: 'source' } },
  { name: 'fields', input: { query: '' } },
  { name: 'affected', input: { query: '' } },
  { name: 'histogram', input: { query: PLANTED.email } },
  { name: 'templates', input: { limit: 200 } },
  { name: 'issues', input: {} },
  { name: 'issue', input: { key: PLANTED.email } },
  { name: 'changes', input: {} },
  { name: 'hypotheses', input: {} },
  { name: 'timeline', input: {} },
  { name: 'compare', input: { a: { query: PLANTED.email }, b: { query: '' } } },
  ...Array.from({ length: 12 }, (_, at) => ({ name: 'record', input: { record: `1:${at}` } })),
  { name: 'record', input: { record: '2:0' } },
  { name: 'record', input: { record: '3:1' } },
  { name: 'search', input: { query: 'source:zz-encoded.log', limit: 50 } },
  { name: 'search', input: { query: 'source:zz-encoded.log', limit: 50, order: 'desc' } },
  ...[60, 75, 90, 105, 120].map((at) => ({
    name: 'record',
    input: { record: `4:${at}`, before: 9 },
  })),
  { name: PLANTED.key, input: {} },
];
