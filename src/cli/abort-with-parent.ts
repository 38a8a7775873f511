import type { Readable } from 'node:stream';

export interface ParentWatch extends Disposable {
  /** Aborts when the parent process is gone. */
  readonly signal: AbortSignal;
}

/**
 * Watches the parent process, which holds the other end of our stdin and writes nothing to it. Disposing ends the watch, so
 * that the parent may exit while we continue.
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
