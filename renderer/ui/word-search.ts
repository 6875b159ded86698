/** A test of texts: whether all the words stand in one, in any case and as parts of others; of no words, every text passes. */
export function wordSearch(words: string): (text: string) => boolean {
  const wanted = words
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return (text) => {
    const lower = text.toLowerCase();
    return wanted.every((word) => lower.includes(word));
  };
}
