declare module 'linebreak' {
  /** Places where lines may break after the Unicode Line Breaking Algorithm (UAX #14). */
  export default class LineBreaker {
    constructor(text: string);
    /** `position`: in UTF-16 units, behind the break; null: no more. */
    nextBreak(): { readonly position: number; readonly required: boolean } | null;
  }
}
