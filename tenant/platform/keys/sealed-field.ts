/** A column that holds sealed values, so that they can be sealed again under another key. */
export interface SealedField {
  readonly table: string;
  readonly column: string;
  /** Columns by which a row of a tenant is known. */
  readonly key: readonly string[];
  /** What the value of a row is sealed for. */
  purposeOf(tenant: string, row: Readonly<Record<string, unknown>>): string;
}
