import type { ShareJudgement } from '../audit/judge-share.js';
import { InternalError } from '../errors/errors.js';
import type { AgentMessage } from './messages.js';

interface Waiting {
  resolve(judgement: ShareJudgement | null): void;
  reject(error: Error): void;
}

/** The judgements on what the workers of one agent wrote, as they come in. */
export class Judgements {
  readonly #waiting = new Map<number, Waiting>();
  readonly #judged = new Set<number>();
  #isLost = false;

  /** Resolves with null if the agent is lost; rejects if the books of the worker don't balance. */
  of(worker: number): Promise<ShareJudgement | null> {
    if (this.#isLost) return Promise.resolve(null);
    return new Promise((resolve, reject) => this.#waiting.set(worker, { resolve, reject }));
  }

  has(worker: number): boolean {
    return this.#judged.has(worker);
  }

  take(message: Extract<AgentMessage, { type: 'judged' | 'not-judged' }>, agent: string): void {
    const waiting = this.#waiting.get(message.worker);
    this.#judged.add(message.worker);
    this.#waiting.delete(message.worker);
    if (message.type === 'judged') waiting?.resolve(message.judgement);
    else waiting?.reject(new InternalError(`${agent}: ${message.error}`));
  }

  /** No more will come in. */
  end(): void {
    this.#isLost = true;
    for (const { resolve } of this.#waiting.values()) resolve(null);
  }
}
