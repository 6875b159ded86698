/** What a line says of an exception before its frames. */
export interface ExceptionHead {
  readonly type: string;
  readonly message: string;
}

const NAMED =
  /(?:^|[\s:"'(>\]])((?:[a-zA-Z_$][\w$]{0,100}[.\\]|[A-Z]\w{0,100}::){0,12}[A-Z][\w$]{0,120}(?:`\d)?)(?=:(?!:)|\s*$|\s\[|\s\{| \(0x|\s--->)/g;
const ENDS_LIKE_TYPE =
  /(?:Exception|Error|Throwable|Failure|Fault|Panic|Interrupt|Timeout|NotFound|Invalid|Warning|Violation)$/;
const LONGEST_HEAD = 2000;

/**
 * The exception that a line names with what it says, as `com.shop.PayException: no funds`, also behind a
 * logger's own words; null: it names none. Of several the last that ends like a type (`Exception`,
 * `Error`), else the first with a package.
 */
export function exceptionHead(line: string): ExceptionHead | null {
  const text = line.length > LONGEST_HEAD ? line.slice(0, LONGEST_HEAD) : line;
  let packaged: ExceptionHead | null = null;
  // Not `matchAll`, which makes an expression of its own each time.
  NAMED.lastIndex = 0;
  for (let found = NAMED.exec(text); found !== null; found = NAMED.exec(text)) {
    const type = found[1] ?? '';
    const end = found.index + found[0].length;
    const head = {
      type,
      message: text
        .slice(end)
        .replace(/^(?::| \(0x[0-9a-fA-F]+\):?)/, '')
        .trim(),
    };
    if (ENDS_LIKE_TYPE.test(type)) return head;
    if (packaged === null && /[.\\:]/.test(type)) packaged = head;
  }
  return packaged;
}
