/**
 * Characters that nobody sees: control characters but for the tab and the end of a line, and those that turn the direction of
 * text around, have no width or carry hidden text. Left out are the two that join letters and emoji. Where text of logs is
 * shown they are marked: a name that one of them turns around reads as what it is not, and a terminal obeys others.
 */
export const UNSEEN_CHARACTERS =
  '[\\0-\\x08\\x0b-\\x1f\\x7f-\\x9f\\xad\\u061c\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb\\u{e0000}-\\u{e007f}]';
