/** Characters that a query may have: some 1,200 addresses joined by OR. Lists that are longer are a detection rule's matter. */
export const LONGEST_QUERY = 20_000;
