/** A text and where each part of it came from in the text that was given. */
export interface TextView {
  readonly text: string;
  /** For each character where it begins in the given text; null: the view is the given text. */
  readonly from: Uint32Array | null;
  /** Where the character ends in the given text. */
  readonly to: Uint32Array | null;
}

/** A view of a text as it is given. */
export const plainView = (text: string): TextView => ({ text, from: null, to: null });

/** Where a stretch of a view lies in the given text. */
export function givenStretch(view: TextView, start: number, end: number): [number, number] {
  if (view.from === null || view.to === null) return [start, end];
  return [view.from[start] ?? 0, view.to[end - 1] ?? 0];
}

/** Builds a view of a view, character by character. */
export class ViewBuilder {
  private readonly base: TextView;
  private readonly from: Uint32Array;
  private readonly to: Uint32Array;
  private readonly pieces: string[] = [];
  private length = 0;
  private copied = 0;

  constructor(base: TextView) {
    this.base = base;
    // Taking an encoding off may lengthen a text: one character may stand for up to 18 (NFKC).
    const size = base.text.length + 64;
    this.from = new Uint32Array(size);
    this.to = new Uint32Array(size);
  }

  /** Says that `written` stands where `start` to `end` of the base stood; what is between is kept. False: no room. */
  replace(start: number, end: number, written: string): boolean {
    this.keepUntil(start);
    if (this.length + written.length + (this.base.text.length - end) > this.from.length)
      return false;
    const [from, to] = givenStretch(this.base, start, end);
    for (let at = 0; at < written.length; at++) {
      this.from[this.length] = from;
      this.to[this.length] = to;
      this.length++;
    }
    this.pieces.push(written);
    this.copied = end;
    return true;
  }

  /** The view; null: nothing was replaced. */
  done(): TextView | null {
    if (this.pieces.length === 0) return null;
    this.keepUntil(this.base.text.length);
    return {
      text: this.pieces.join(''),
      from: this.from.subarray(0, this.length),
      to: this.to.subarray(0, this.length),
    };
  }

  private keepUntil(end: number): void {
    const { from, to } = this.base;
    for (let at = this.copied; at < end; at++) {
      this.from[this.length] = from === null ? at : (from[at] ?? 0);
      this.to[this.length] = to === null ? at + 1 : (to[at] ?? 0);
      this.length++;
    }
    if (end > this.copied) this.pieces.push(this.base.text.slice(this.copied, end));
    this.copied = end;
  }
}
