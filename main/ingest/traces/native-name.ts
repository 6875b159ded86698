/**
 * A function of C, C++, Objective-C or Swift without what varies or only adds length: arguments, template
 * arguments, return type, offsets and clones of the compiler, anonymous namespaces and lambdas. Simple
 * mangled names (Itanium C++ ABI, 5.1.2; Swift's `$s`) are read as far as their nested identifiers go.
 */
export function nativeName(called: string): string {
  const symbol = called
    .trim()
    .replace(/ \+ (?:0x)?[0-9a-f]+$/, '')
    .replace(/[+][\dx][\da-f]*$/, '');
  const plain = /^_?_Z|^_?\$s|^_?\$S/.test(symbol) ? demangled(symbol) : symbol;
  if (/^[-+]\[/.test(plain)) return plain.replace(/\].*$/, ']');
  const bare = withoutBrackets(
    plain
      .replace(/\(anonymous namespace\)::/g, '')
      .replace(/\{lambda\([^)]{0,200}\)#\d+\}|'lambda\d*'|\$_\d+|\{closure.{0,40}?\}/g, '{lambda}')
      .replace(/ \[clone [^\]]{1,60}\]/g, '')
      .replace(/ \(\.[\w.]+\)$/, '')
      .replace(/\.(?:isra|constprop|part|cold|lto_priv)(?:\.\d+)*$/, '')
      .replace(/^(?:closure|implicit closure) #\d+ (?:\([^)]{0,200}\) -> \S{1,80} )?in /g, '')
      .replace(/^(?:closure|implicit closure) #\d+ (?:.{0,200} )?in /g, '')
      .replace(
        /^(?:specialized|generic specialization <[^>]{0,200}> of|merged|partial apply for|@objc|thunk for) /g,
        '',
      ),
  ).replace(/(?:::)?(?:operator\(\)|\{lambda\})(?:::operator\(\))?/g, '');
  const words = bare.trim().split(' ');
  // A return type stands before: `void shop::Cart::add`; `operator new` is two words.
  const last = words.at(-1) ?? bare;
  const named = words.at(-2) === 'operator' ? `operator ${last}` : last;
  return named.replace(/:+$/, '').replace(/^[*&]+/, '');
}

/** Cuts what stands in round and angle brackets; a cut-off bracket takes the rest with it. */
function withoutBrackets(text: string): string {
  let depth = 0;
  let bare = '';
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] ?? '';
    if (sign === '(' || sign === '<') {
      if (depth === 0 && bare.endsWith('operator')) {
        bare += sign;
        continue;
      }
      depth++;
    } else if ((sign === ')' || sign === '>') && depth > 0) depth--;
    else if (depth === 0) bare += sign;
  }
  return bare.replace(/ -> .*$/, '').replace(/ (?:const|noexcept|throws|async)\b/g, '');
}

function demangled(symbol: string): string {
  const swift = /^_?\$[sS]/.exec(symbol);
  if (swift !== null) return identifiers(symbol, swift[0].length, '.') ?? symbol;
  const nested = /^_?_ZN[KVrRO]*/.exec(symbol);
  if (nested !== null) return identifiers(symbol, nested[0].length, '::') ?? symbol;
  return identifiers(symbol, symbol.indexOf('Z') + 1, '::') ?? symbol;
}

/** Names that are written with their length before them; letters between them are left out. */
function identifiers(symbol: string, start: number, separator: string): string | null {
  const names: string[] = [];
  let at = start;
  while (at < symbol.length && names.length < 12) {
    const digits = /^\d{1,3}/.exec(symbol.slice(at, at + 3))?.[0];
    if (digits === undefined) {
      // `St` is std; a kind (Swift's V, C, O) is one letter; anything else ends the names.
      if (separator === '::' && symbol.startsWith('St', at) && names.length === 0) {
        names.push('std');
        at += 2;
        continue;
      }
      if (
        separator === '.' &&
        /[VCOPE]/.test(symbol[at] ?? '') &&
        /\d/.test(symbol[at + 1] ?? '')
      ) {
        at++;
        continue;
      }
      if (separator === '::' && symbol.startsWith('12_GLOBAL__N_1', at)) at += 14;
      break;
    }
    const length = Number(digits);
    at += digits.length;
    const name = symbol.slice(at, at + length);
    if (name.length < length) break;
    if (name !== '_GLOBAL__N_1') names.push(name);
    at += length;
  }
  return names.length === 0 ? null : names.join(separator);
}
