/** What an action of a command says: text for a person, and the same as a document. */
export interface Said {
  readonly text: string;
  readonly json: object;
  /** Something of it needs a person. */
  readonly incomplete?: boolean;
}
