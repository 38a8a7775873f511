import { monotonicMs } from '../clock/monotonic.js';
import type { RunEvent, RunEventBody } from '../model/run-event.js';

/** Everything that happens in a run, at its moment on the monotonic clock; told on the run's clock at the end. */
export class RunLog {
  readonly warnings: { readonly code: string; readonly message: string }[] = [];
  #events: { readonly atMs: number; readonly body: RunEventBody }[] = [];
  #listener: (body: RunEventBody, atMs: number) => void;

  constructor(listener: (body: RunEventBody, atMs: number) => void) {
    this.#listener = listener;
  }

  add(body: RunEventBody, atMs: number = monotonicMs()): void {
    this.#events.push({ atMs, body });
    if (body.type === 'warning') this.warnings.push({ code: body.code, message: body.message });
    this.#listener(body, atMs);
  }

  warn(code: string, message: string): void {
    this.add({ type: 'warning', code, message });
  }

  /** In order; `epochMs` is the moment 0 of the run's clock. */
  told(epochMs: number): readonly RunEvent[] {
    return this.#events
      .map(({ atMs, body }) => ({ atMs: atMs - epochMs, ...body }))
      .sort((left, right) => left.atMs - right.atMs);
  }
}
