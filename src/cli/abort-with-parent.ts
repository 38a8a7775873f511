import type { Readable } from 'node:stream';

export interface ParentWatch extends Disposable {
  /** Aborts when the program that started us is gone. */
  readonly signal: AbortSignal;
}

/**
 * Watches the program that started us, which holds the other end of our stdin and writes nothing into it. Disposing it ends the
 * watch, so that the other program may end and we go on.
 */
export function abortWithParent(stdin: Readable = process.stdin): ParentWatch {
  const controller = new AbortController();
  const abort = () => controller.abort();
  stdin.once('end', abort).once('error', abort).resume();
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      stdin.off('end', abort);
      stdin.destroy();
    },
  };
}
