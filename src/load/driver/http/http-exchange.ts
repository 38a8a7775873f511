import type { Dispatcher } from 'undici';
import { sentRequest } from '../../../origin/http/http-outcomes.js';

/** How a request ended: with an answer, or why without one. */
export type HttpEnd =
  | { readonly status: number; readonly body: string }
  | { readonly outcome: 'fail' | 'indeterminate'; readonly errorClass: string };

/** One request on its way, as undici's handler. Calls back once. */
export class HttpExchange implements Dispatcher.DispatchHandler {
  #onEnd: (end: HttpEnd) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #isGivenUp = false;
  #status = 0;
  #chunks: Buffer[] = [];

  constructor(onEnd: (end: HttpEnd) => void) {
    this.#onEnd = onEnd;
  }

  /** Closes its connection, so that the next request does not wait for the answer. */
  giveUp(): void {
    this.#isGivenUp = true;
    this.#controller?.abort(new Error('given up'));
  }

  /** It is about to be written to a connection. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#isGivenUp) controller.abort(new Error('given up'));
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number): void {
    this.#status = status;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const [first, ...others] = this.#chunks;
    const body = first === undefined ? '' : others.length === 0 ? first : Buffer.concat(this.#chunks);
    this.#onEnd({ status: this.#status, body: body.toString('utf8') });
  }

  onResponseError(_controller: unknown, error: Error): void {
    const { outcome, error: errorClass } = sentRequest(error);
    const wasSent = this.#controller !== undefined;
    this.#onEnd(
      wasSent && outcome !== 'ok'
        ? { outcome: 'indeterminate', errorClass: errorClass ?? 'connectionLost' }
        : { outcome: 'fail', errorClass: outcome === 'fail' && errorClass !== null ? errorClass : 'notSent' },
    );
  }
}
