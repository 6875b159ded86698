/** Shapes of so many traces are known at once, then all are forgotten: their texts stay in memory. */
const MOST_TRACES = 2000;

interface TracedShape {
  readonly b: number;
  readonly id: number;
}

/**
 * Ids of shapes with a signature, by the signature and both lanes of the hash of the first line: a signature is a kilobyte, and to
 * mix it into the hash takes as long as reading its trace.
 */
export class TracedShapes {
  private readonly bySignature = new Map<string, Map<number, TracedShape>>();

  /** Null: it is not known. */
  of(signature: string, a: number, b: number): number | null {
    const shape = this.bySignature.get(signature)?.get(a);
    return shape?.b === b ? shape.id : null;
  }

  keep(signature: string, a: number, b: number, id: number): void {
    const shapes = this.bySignature.get(signature) ?? new Map<number, TracedShape>();
    if (shapes.size === 0) {
      if (this.bySignature.size >= MOST_TRACES) this.bySignature.clear();
      this.bySignature.set(signature, shapes);
    }
    shapes.set(a, { b, id });
  }
}
