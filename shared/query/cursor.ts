import type { QueryError } from './ast.ts';

/** A query that shows much in little, for errors that fit any. */
export const EXAMPLE = 'level:error AND "connection reset"';

/** Ends parsing: what is wrong, where, and what was expected. */
export class Refusal extends Error {
  readonly error: QueryError;
  constructor(error: QueryError) {
    super(error.message);
    this.error = error;
  }
}

/** A place in a query being read. */
export class Cursor {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  space(): void {
    while (/\s/.test(this.peek())) this.at++;
  }

  peek(): string {
    return this.text[this.at] ?? '';
  }

  atOperator(...words: string[]): boolean {
    return words.some(
      (word) => this.text.startsWith(word, this.at) && this.endsAt(this.at + word.length, word),
    );
  }

  private endsAt(position: number, word: string): boolean {
    return (
      !/[A-Z]/.test(word) || position >= this.text.length || /[\s(]/.test(this.text[position] ?? '')
    );
  }

  operator(word: string): boolean {
    const before = this.at;
    this.space();
    if (this.atOperator(word)) {
      this.at += word.length;
      return true;
    }
    this.at = before;
    return false;
  }

  prefix(char: string): boolean {
    if (this.peek() !== char || /^$|\s/.test(this.text[this.at + 1] ?? '')) return false;
    this.at++;
    return true;
  }

  refuse(message: string, expected: string[], example: string, length: number): never {
    throw new Refusal({ message, position: this.at, length, expected, example });
  }

  refuseSuffix(): void {
    const suffix = /^[\^~][\d.]*/.exec(this.text.slice(this.at))?.[0];
    if (suffix === undefined) return;
    this.refuse(
      `${suffix} asks for ranking or similarity, which searching logs does not have. Remove ${suffix}.`,
      ['the word without it'],
      'timeout',
      suffix.length,
    );
  }
}
