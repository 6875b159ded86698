/** A name as a file's: without what some file system forbids. */
export function fileName(name: string): string {
  const plain = name
    // oxlint-disable-next-line no-control-regex -- control characters are what is taken out
    .replace(/[<>:"/\\|?*\u0000-\u001f\u007f]/g, '-')
    .replace(/^[.\s]+|[.\s]+$/g, '');
  return plain === '' ? 'records' : plain.slice(0, 100);
}
