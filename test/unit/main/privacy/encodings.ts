import { deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';

const b64 = (t: string | Buffer) => Buffer.from(t as string).toString('base64');
const B32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
function base32(t: string) {
  let bits = '';
  for (const b of Buffer.from(t)) bits += b.toString(2).padStart(8, '0');
  let o = '';
  for (let i = 0; i < bits.length; i += 5)
    o += B32[parseInt(bits.slice(i, i + 5).padEnd(5, '0'), 2)];
  while (o.length % 8) o += '=';
  return o;
}
const hex = (t: string) => Buffer.from(t).toString('hex');
const each = (t: string, f: (b: number) => string, sep = '') =>
  [...Buffer.from(t)].map(f).join(sep);
/** Ways in which a text may stand in a log so that it is not read as it is, and is all the same. */
export const ENCODINGS: Readonly<Record<string, (text: string) => string>> = {
  'base64 in text': (t) => b64(`user ${t} failed`),
  base64url: (t) => Buffer.from(`user ${t} failed`).toString('base64url'),
  'base64 wrapped \\n escaped': (t) =>
    b64(`some longer text before it so that it wraps around ${t} failed with a reason`).replace(
      /(.{40})/g,
      '$1\\n',
    ),
  'base64 wrapped real': (t) =>
    b64(`some longer text before it so that it wraps around ${t} failed with a reason`).replace(
      /(.{40})/g,
      '$1\n',
    ),
  'base64 twice': (t) => b64(b64(`user ${t} failed`)),
  'base64 of utf16': (t) => b64(Buffer.from(`login ${t} now`, 'utf16le')),
  'base64 of utf16be': (t) => b64(Buffer.from(`login ${t} now`, 'utf16le').swap16()),
  'base64 gzip': (t) => b64(gzipSync(`login ${t} now`)),
  'base64 zlib': (t) => b64(deflateSync(`login ${t} now`)),
  'base64 raw deflate (SAML)': (t) => b64(deflateRawSync(`<saml:NameID>${t}</saml:NameID>`)),
  'percent base64 raw deflate': (t) =>
    encodeURIComponent(b64(deflateRawSync(`<saml:NameID>${t}</saml:NameID>`))),
  'base64 zstd': (t) => b64(zstdCompressSync(`login ${t} now`)),
  hex: (t) => hex(`login ${t} now`),
  'hex upper': (t) => hex(`login ${t} now`).toUpperCase(),
  'hex 0x': (t) => `0x${hex(`login ${t} now`)}`,
  'hex of gzip': (t) => gzipSync(`login ${t} now`).toString('hex'),
  'hex :': (t) => each(t, (b) => b.toString(16).padStart(2, '0'), ':'),
  'hex space': (t) => each(t, (b) => b.toString(16).padStart(2, '0'), ' '),
  'hex 0x,': (t) => each(t, (b) => `0x${b.toString(16).padStart(2, '0')}`, ', '),
  'hexdump words': (t) => (hex(t).match(/.{1,4}/g) ?? []).join(' '),
  'postgres bytea \\x': (t) => `\\x${hex(t)}`,
  'dec array': (t) => `[${each(t, String, ',')}]`,
  'dec array spaced': (t) => `[${each(t, String, ', ')}]`,
  'go bytes': (t) => `[${each(t, String, ' ')}]`,
  'octal esc': (t) => each(t, (b) => `\\${b.toString(8).padStart(3, '0')}`),
  '\\x esc': (t) => each(t, (b) => `\\x${b.toString(16).padStart(2, '0')}`),
  '\\u esc': (t) => each(t, (b) => `\\u${b.toString(16).padStart(4, '0')}`),
  '\\u{} esc': (t) => each(t, (b) => `\\u{${b.toString(16)}}`),
  '\\U esc': (t) => each(t, (b) => `\\U${b.toString(16).padStart(8, '0')}`),
  'quoted printable all': (t) =>
    each(t, (b) => `=${b.toString(16).toUpperCase().padStart(2, '0')}`),
  'quoted printable @': (t) => t.replaceAll('@', '=40').replaceAll(' ', '=20'),
  'qp softbreak': (t) => `${t.slice(0, 6)}=\\r\\n${t.slice(6)}`,
  'mime B': (t) => `=?utf-8?B?${b64(t)}?=`,
  'mime Q': (t) => `=?utf-8?Q?${t.replaceAll('@', '=40').replaceAll(' ', '_')}?=`,
  'percent all': (t) => each(t, (b) => `%${b.toString(16).padStart(2, '0')}`),
  'percent twice': (t) => each(t, (b) => `%25${b.toString(16).padStart(2, '0')}`),
  'percent thrice': (t) => each(t, (b) => `%2525${b.toString(16).padStart(2, '0')}`),
  '%u': (t) => each(t, (b) => `%u${b.toString(16).padStart(4, '0')}`),
  'entities dec': (t) => each(t, (b) => `&#${b};`),
  'entities hex': (t) => each(t, (b) => `&#x${b.toString(16)};`),
  'entities twice': (t) => each(t, (b) => `&amp;#${b};`),
  'zero width': (t) => Array.from(t).join('\u200b'),
  'soft hyphen': (t) => Array.from(t).join('\u00ad'),
  'word joiner': (t) => Array.from(t).join('\u2060'),
  'tag chars': (t) =>
    Array.from(t)
      .map((c) => String.fromCodePoint(0xe0000 + c.charCodeAt(0)))
      .join(''),
  'variation sel': (t) => Array.from(t).join('\ufe0f'),
  'vs smuggle': (t) =>
    'x' + each(t, (b) => String.fromCodePoint(b < 16 ? 0xfe00 + b : 0xe0100 + b - 16)),
  bidi: (t) => `\u202e${Array.from(t).reverse().join('')}\u202c`,
  'bidi isolate': (t) => `\u2067${t}\u2069`,
  fullwidth: (t) => t.replaceAll(/[!-~]/g, (o) => String.fromCharCode(o.charCodeAt(0) + 0xfee0)),
  'math bold': (t) =>
    t.replaceAll(/[a-z]/g, (c) => String.fromCodePoint(0x1d41a + c.charCodeAt(0) - 97)),
  circled: (t) =>
    t.replaceAll(/[a-z]/g, (c) => String.fromCodePoint(0x24d0 + c.charCodeAt(0) - 97)),
  combining: (t) =>
    Array.from(t)
      .map((c) => (/[a-z0-9]/i.test(c) ? `${c}\u0336` : c))
      .join(''),
  accented: (t) => t.normalize('NFD').replaceAll('a', 'a\u0301'),
  nbsp: (t) => t.replaceAll(' ', '\u00a0'),
  thin: (t) => t.replaceAll(' ', '\u2009'),
  'ansi colour inside': (t) => `${t.slice(0, 6)}\u001b[31m${t.slice(6)}\u001b[0m`,
  'ansi escaped inside': (t) => `${t.slice(0, 6)}\\u001b[31m${t.slice(6)}\\u001b[0m`,
  'grep colour around': (t) => `\u001b[01;31m\u001b[K${t}\u001b[m\u001b[K`,
  'null between': (t) => Array.from(t).join('\u0000'),
  'null esc between': (t) => Array.from(t).join('\\u0000'),
  base32: (t) => base32(`login ${t} now`),
  'xml cdata': (t) => `<u><![CDATA[${t}]]></u>`,
  'html split': (t) => `${t.slice(0, 6)}<wbr>${t.slice(6)}`,
  'html b split': (t) => `${t.slice(0, 6)}<b></b>${t.slice(6)}`,
  'json x6': (t) => {
    let v: string = `{"mail":"${t}"}`;
    for (let k = 0; k < 5; k++) v = JSON.stringify({ v });
    return v;
  },
  'data url': (t) => `data:text/plain;base64,${b64(t)}`,
  'jwt payload': (t) =>
    `eyJhbGciOiJub25lIn0.${Buffer.from(JSON.stringify({ sub: t })).toString('base64url')}.`,
  'basic auth': (t) => `Basic ${b64(`${t}:x`)}`,
  'at dot words': (t) => t.replace('@', ' (at) ').replaceAll('.', ' (dot) '),
  '[at]': (t) => t.replace('@', '[at]').replaceAll('.', '[.]'),
  defanged: (t) => t.replace('@', '[@]').replaceAll('.', '[.]'),
  'python bytes': (t) => `b'${t}'`,
  'python dict': (t) => `{'user': '${t}', 'ok': False}`,
  'url userinfo': (t) => `https://${encodeURIComponent(t)}:x@h/`,
};
