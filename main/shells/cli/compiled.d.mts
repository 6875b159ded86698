/** Whether what V8 makes of the bundle may be kept in this folder. */
export function isOursAlone(folder: string): boolean;
