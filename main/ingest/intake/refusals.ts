import { Failure, type FailureDetails } from '#shared/model/failure.ts';

/**
 * Every reason why something in a pile is not read, or not to its end. The texts are a person's first
 * news of it, so each says what was kept.
 */

export function archiveTruncated(path: string, kept: string): Failure {
  return new Failure(
    'ARCHIVE_TRUNCATED',
    `${path} is cut short. ${kept} Copy it again from where it came from if you need the rest.`,
    { path },
  );
}

export function archiveDamaged(path: string, what: string, kept: string): Failure {
  return new Failure('ARCHIVE_DAMAGED', `${path} is damaged: ${what}. ${kept}`, { path });
}

export function archiveBomb(path: string, what: string, details: FailureDetails): Failure {
  return new Failure(
    'ARCHIVE_BOMB',
    `${path} ${what}, which real logs do not; reading stopped there. What came before is kept.`,
    { path, ...details },
  );
}

export function memberEncrypted(path: string): Failure {
  return new Failure(
    'ARCHIVE_ENCRYPTED',
    `${path} is protected by a password and was skipped. Unpack it and drop the files themselves.`,
    { path },
  );
}

export function archiveUnsupported(path: string, what: string): Failure {
  return new Failure(
    'ARCHIVE_UNSUPPORTED',
    `${path} is ${what}, which Error-IQ does not read. Unpack it and drop the files themselves.`,
    { path },
  );
}

export function nestedTooLarge(path: string, limit: number): Failure {
  return new Failure(
    'ARCHIVE_NESTED_TOO_LARGE',
    `${path} is an archive inside another one and too large to be held in memory (${limit} bytes at most). It was skipped; unpack it and drop it by itself.`,
    { path, limit },
  );
}

export function streamedTooLarge(path: string, limit: number): Failure {
  return new Failure(
    'ARCHIVE_STREAMED_TOO_LARGE',
    `${path} came through the browser and is an archive too large to be held in memory (${limit} bytes at most). It was skipped; choose it from the disk instead, where the app reads it in place.`,
    { path, limit },
  );
}

export function isCaseFile(path: string): Failure {
  return new Failure(
    'CASE_NOT_A_LOG',
    `${path} is a case, not a log. It was skipped; open it instead.`,
    { path },
  );
}

export function linkSkipped(path: string, why: string): Failure {
  return new Failure('FILE_LINK', `${path} is a link ${why}`, { path });
}

export function specialFile(path: string): Failure {
  return new Failure(
    'FILE_SPECIAL',
    `${path} is a device, socket or pipe, not a file, and was skipped.`,
    { path },
  );
}

export function originMissing(path: string): Failure {
  return new Failure(
    'ORIGIN_MISSING',
    `${path} is no longer there. What was read of it before is kept; put it back or add it again to read on.`,
    { path },
  );
}

export function originChanged(path: string): Failure {
  return new Failure(
    'ORIGIN_CHANGED',
    `${path} is not what it was when it was added. What was read of it before is kept; add it again to read it anew.`,
    { path },
  );
}

export function cutShort(path: string, read: number, left: number): Failure {
  return new Failure(
    'FILE_CHANGED',
    `${path} was cut to ${left} bytes while it was read. The ${read} bytes that were read of it are kept; add it again to read what it is now.`,
    { path, read, left },
  );
}

/** A refusal by the operating system, told in words; `kept` says what was read before it. */
export function fileRefused(path: string, error: unknown, kept: string): Failure {
  const reason = codeOf(error);
  if (reason === 'ENOENT' || reason === 'ENOTDIR') {
    // What a name in another encoding was read as; no file has the name that it was turned into.
    if (path.includes('\uFFFD')) {
      return new Failure(
        'FILE_NAME_UNREADABLE',
        `${path} has a name that is not UTF-8, so it cannot be asked for. ${kept} Rename it and add it again.`,
        { path, reason },
      );
    }
    return new Failure('FILE_MISSING', `${path} does not exist. ${kept}`, { path, reason });
  }
  const why = REASONS[reason] ?? 'the system refused to read it';
  return new Failure('FILE_UNREADABLE', `${path} could not be read: ${why}. ${kept}`, {
    path,
    reason,
  });
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'you may not read it',
  EPERM: 'you may not read it',
  EISDIR: 'it is a folder',
  EIO: 'the disk reported an error',
  ELOOP: 'it is a link that leads to itself',
  EBUSY: 'another program keeps it locked',
  EMFILE: 'too many files are open',
  ENAMETOOLONG: 'its name is too long',
  ERR_INVALID_ARG_VALUE: 'its name has a NUL in it',
};

/** The system's code of an error (`ENOENT`), `UNKNOWN` when it has none. */
export function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'UNKNOWN';
}

/** A dropped folder with nothing in it: said, because a wrong place looks the same. */
export function folderEmpty(path: string): Failure {
  return new Failure('FOLDER_EMPTY', `${path} holds no file, so nothing of it was read.`, { path });
}
