/** A dropped file under its path in the folder that was dropped. */
export interface DroppedFile {
  readonly file: File;
  readonly name: string;
}

/** Endings of logs, archives and tables, of which a name may have several: `shop.log.tar.gz`. */
const ENDINGS = /(?:\.[a-z][a-z0-9]{0,5})+$/i;

/** What a case is called that is made for what was dropped: the first file or folder, without the endings of a file. */
export function nameOfDropped(files: readonly Pick<DroppedFile, 'name'>[]): string {
  const [top = '', ...below] = (files[0]?.name ?? '').split('/');
  return (below.length === 0 ? top.replace(ENDINGS, '') || top : top).slice(0, 200);
}

/** All files that were dropped, folders walked. The list must be read before anything is awaited. */
export async function droppedFiles(items: DataTransferItemList): Promise<DroppedFile[]> {
  const entries = [...items].map((item) => ({
    entry: item.webkitGetAsEntry(),
    file: item.getAsFile(),
  }));
  const found: DroppedFile[] = [];
  for (const { entry, file } of entries) {
    if (entry !== null) await walk(entry, found);
    else if (file !== null) found.push({ file, name: file.name });
  }
  return found;
}

async function walk(entry: FileSystemEntry, found: DroppedFile[]): Promise<void> {
  if (entry instanceof FileSystemFileEntry) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    found.push({ file, name: entry.fullPath.replace(/^\//, '') });
    return;
  }
  if (!(entry instanceof FileSystemDirectoryEntry)) return;
  const reader = entry.createReader();
  // A reader gives a hundred entries at a time, and none at the end.
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (batch.length === 0) return;
    for (const child of batch) await walk(child, found);
  }
}
