/** 0 to 9. */
export const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** A letter of ASCII, a digit or "_": what `\w` stands for. */
export const isWord = (code: number): boolean =>
  isDigit(code) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;
