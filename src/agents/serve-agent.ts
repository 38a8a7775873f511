import { once } from 'node:events';
import { redactUrl } from '../model/redact-url.js';
import { firstAnswer, openControl } from './control-connection.js';
import { takePlaces } from './places.js';
import { type AgentOptions, servePlace } from './serve-place.js';

export interface ServeOptions extends AgentOptions {
  /** End after the first run. */
  readonly once: boolean;
}

/**
 * Offers this machine's cores to runs, one after the other, until the signal aborts. Throws EnvironmentError if the control
 * Redis does not answer at the start, and UsageError for a URL of anything else.
 */
export async function serveAgent(control: string, options: ServeOptions): Promise<void> {
  const { name, signal, onProgress } = options;
  const lines = { requests: openControl(control), messages: openControl(control) };
  const jobs = openControl(control);
  const served = new AbortController();
  try {
    await firstAnswer(lines.requests, control, () => lines.requests.ping());
    await using _places = await takePlaces(jobs, async (offer) => {
      await servePlace(offer, lines, options).catch(({ message }: Error) => onProgress(`${offer.run}: ${message}`));
      if (options.once) served.abort();
    });
    onProgress(`agent ${name}: waiting for runs at ${redactUrl(control)}`);
    const ending = AbortSignal.any([signal, served.signal]);
    if (!ending.aborted) await once(ending, 'abort');
  } finally {
    for (const line of [lines.requests, lines.messages, jobs]) line.disconnect();
  }
}
