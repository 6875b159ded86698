import { Failure } from '#shared/model/failure.ts';

/** More than any metadata, registration or token is long; what servers publish of themselves is a few thousand bytes. */
const MOST_ANSWER_BYTES = 1024 * 1024;

/**
 * The body of an answer about signing in, which is read whole: a server that goes on without end is not heard out.
 * Reading it fails with TOOLKIT_ANSWER_TOO_LONG, of which `refused` hears too.
 */
export function shortAnswer(
  body: ReadableStream<Uint8Array>,
  { toolkit, host }: { readonly toolkit: string; readonly host: string },
  refused: (failure: Failure) => void,
): ReadableStream<Uint8Array> {
  let bytes = 0;
  const counted = new TransformStream<Uint8Array, Uint8Array>({
    transform(piece, controller) {
      bytes += piece.length;
      if (bytes <= MOST_ANSWER_BYTES) {
        controller.enqueue(piece);
        return;
      }
      const failure = new Failure(
        'TOOLKIT_ANSWER_TOO_LONG',
        `What ${host} says about signing in to the toolkit "${toolkit}" is longer than 1 MiB, so it was not read to its end. Nothing was kept. Ask who runs the toolkit.`,
        { toolkit, host },
      );
      refused(failure);
      controller.error(failure);
    },
  });
  return body.pipeThrough(counted);
}
