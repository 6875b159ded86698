/** What the environment of a shell that stays open must say. */
export const STAYING: Readonly<Record<string, string>>;
