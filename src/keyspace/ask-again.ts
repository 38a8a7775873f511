import { monotonicMs } from '../clock/monotonic.js';
import { pause } from '../clock/wait.js';
import { brokenReply } from '../model/broken-reply.js';

const mostAttempts = 5;
const retryDelayMs = 100;

/** Reads, and writes of the same values, can be retried: the answer stays the same. Not after `patienceMs`. */
export async function askAgain<T>(question: () => Promise<T>, patienceMs = Number.POSITIVE_INFINITY): Promise<T> {
  const startMs = monotonicMs();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await question();
    } catch (error) {
      const isBroken = (error as Error).message.startsWith(brokenReply);
      if (isBroken || attempt >= mostAttempts || monotonicMs() - startMs >= patienceMs) throw error;
      await pause(retryDelayMs);
    }
  }
}
