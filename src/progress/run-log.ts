import { monotonicMs } from '../clock/monotonic.js';
import { foreignText } from '../model/foreign-text.js';
import type { RunEvent, RunEventBody } from '../record/sections/events.js';
import type { RunFollower } from './run-follower.js';

/** A warning may quote the end of a server's log. */
const mostMessageCharacters = 5_000;

/** All events of a run with their time on the monotonic clock; returned on the run's clock at the end. */
export class RunLog {
  /** Time 0 of the run's clock, on the monotonic clock; NaN until the barrier. */
  epochMs = Number.NaN;
  readonly warnings: { readonly code: string; readonly message: string }[] = [];
  #events: { readonly atMs: number; readonly body: RunEventBody }[] = [];
  #listeners = new Set<(body: RunEventBody, atMs: number) => void>();
  #listener: (body: RunEventBody, atMs: number) => void;
  #follower: Pick<RunFollower, 'event'> | null = null;

  /** The listener receives times on the run's clock. */
  constructor(listener: (body: RunEventBody, atMs: number) => void) {
    this.#listener = listener;
  }

  /** Passes all events so far, and all further ones, to a follower. Call it once the epoch is known. */
  follow(follower: Pick<RunFollower, 'event'>): void {
    this.#follower = follower;
    for (const event of this.events()) follower.event(event);
  }

  add(body: RunEventBody, atMs: number = monotonicMs()): void {
    this.#events.push({ atMs, body });
    if (body.type === 'warning') this.warnings.push({ code: body.code, message: body.message });
    this.#listener(body, atMs - this.epochMs);
    this.#follower?.event({ atMs: atMs - this.epochMs, ...body });
    for (const listener of this.#listeners) listener(body, atMs);
  }

  /** Adds a listener for all further events, with times on the monotonic clock, until disposed. */
  listen(listener: (body: RunEventBody, atMs: number) => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  warn(code: string, message: string): void {
    this.add({ type: 'warning', code, message: foreignText(message, mostMessageCharacters) });
  }

  /** The events for the record. Servers may still report some: a follower gets none that the record does not have. */
  takeEvents(): readonly RunEvent[] {
    this.#follower = null;
    return this.events();
  }

  /** On the run's clock, in order. */
  events(): readonly RunEvent[] {
    return this.#events
      .map(({ atMs, body }) => ({ atMs: atMs - this.epochMs, ...body }))
      .sort((left, right) => left.atMs - right.atMs);
  }
}
