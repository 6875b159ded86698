import fc from 'fast-check';

const PIECES = [
  'a',
  'b',
  '1',
  ' ',
  '\\.',
  '"',
  '.',
  '\\d',
  '\\w',
  '\\s',
  '\\D',
  '\\W',
  '\\S',
  '[^a]',
  '[^\\d"]',
  '[ab]',
  '[\\s1]',
  '\\n',
  '\\r',
  '^',
  '$',
  '\\b',
  '\\B',
  '(?=b)',
  '(?!1)',
  '(?<=a)',
  '(?<!\\s)',
  '(a)',
];
const QUANTIFIERS = ['', '', '', '', '*', '+', '?', '{2}', '{1,3}', '+?'];

const item = fc
  .tuple(fc.constantFrom(...PIECES), fc.constantFrom(...QUANTIFIERS))
  .map(([piece, times]) => (/^[$^]$|^\\[bB]$|^\(\?<?[=!]/.test(piece) ? piece : piece + times));
const sequence = fc.array(item, { minLength: 1, maxLength: 5 }).map((items) => items.join(''));
/** Expressions of all that is read, anchors and looks among them. */
export const expressionSources = fc.oneof(
  sequence,
  fc.tuple(sequence, sequence).map(([a, b]) => `${a}|${b}`),
  fc.tuple(sequence, sequence, sequence).map(([a, b, c]) => `${a}(?:${b}|${c})`),
);
/** Flags of JavaScript that a query may give. */
export const expressionFlags = fc.constantFrom('', 'i', 's', 'm', 'ims');
