import { answeredForAnother, missing, notObserved } from '../../audit/observation.js';
import { monotonicMs } from '../../clock/monotonic.js';
import type { OperationPlan } from '../../model/operation-plan.js';
import type { OriginAnswer, OriginClient } from '../../origin/client.js';
import { firstVersion } from '../../origin/first-version.js';
import { type Driver, type DriverHost, outcomeCode } from '../driver/driver.js';
import type { Slots } from '../slots.js';
import type { OriginRecorder } from './origin-recorder.js';

export interface OriginPerformerOptions {
  readonly client: OriginClient;
  readonly recorder: OriginRecorder;
  readonly slots: Slots;
  /** `slots.kind` is an index into this list. */
  readonly requests: readonly OperationPlan[];
  /** The value of a row's version; versions count from 0 here. */
  readonly valueAt: (key: number, version: number) => string;
  /** Whether reads of a key that is being read wait for that answer. */
  readonly singleFlight: boolean;
  /** Rows of the origin: its keys are below this number. */
  readonly rows: number;
}

/** Carries out the steps of composite operations that read and write rows of the origin. */
export class OriginPerformer implements Driver {
  #options: OriginPerformerOptions;
  #host: DriverHost;
  /** By key, with single flight: the reads that wait for the one under way. */
  #waiting = new Map<number, Waiting[]>();

  constructor(options: OriginPerformerOptions, host: DriverHost) {
    this.#options = options;
    this.#host = host;
  }

  send(slot: number): void {
    const { slots, requests } = this.#options;
    const isWrite = requests[slots.kind[slot]!]!.writes;
    // Neither rejects.
    void (isWrite ? this.#write(slot, slots.generation[slot]!) : this.#read(slot, slots.generation[slot]!));
  }

  flush(): void {}

  /** The origin's client has limits of its own, and its late answer is ignored. */
  deadlinePassed(): void {}

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#options.client[Symbol.asyncDispose]();
  }

  async #write(slot: number, generation: number): Promise<void> {
    const { client, recorder, slots, valueAt } = this.#options;
    const key = slots.key[slot]!;
    const version = slots.sequence[slot]!;
    const startMs = monotonicMs();
    const answer = await client.write(key, version + firstVersion, valueAt(key, version));
    recorder.answered('writes', answer, monotonicMs() - startMs);
    this.#settle({ slot, generation }, answer, version);
  }

  async #read(slot: number, generation: number): Promise<void> {
    const { client, recorder, slots, requests, singleFlight, rows } = this.#options;
    const key = slots.key[slot]! + (requests[slots.kind[slot]!]!.isAbsent ? rows : 0);
    const underWay = this.#waiting.get(key);
    if (underWay !== undefined) {
      recorder.shared();
      underWay.push({ slot, generation });
      return;
    }
    const waiting: Waiting[] = [];
    if (singleFlight) this.#waiting.set(key, waiting);
    const startMs = monotonicMs();
    const answer = checked(await client.read(key));
    recorder.answered('reads', answer, monotonicMs() - startMs);
    this.#waiting.delete(key);
    const seen = seenIn(answer);
    this.#settle({ slot, generation }, answer, seen);
    for (const one of waiting) this.#settle(one, answer, seen >= 0 ? answeredForAnother(seen) : seen);
  }

  #settle({ slot, generation }: Waiting, { outcome, error }: OriginAnswer, seen: number): void {
    const isOk = outcome === 'ok';
    const errorClass = isOk ? '' : `origin:${error ?? 'unknown'}`;
    this.#host.settle(slot, generation, outcomeCode[outcome], errorClass, isOk ? seen : notObserved);
  }
}

interface Waiting {
  readonly slot: number;
  readonly generation: number;
}

/** A row without a version is not what was written. */
function checked(answer: OriginAnswer): OriginAnswer {
  return answer.row?.version === null
    ? { ...answer, outcome: 'indeterminate', error: 'foreignRow', row: null }
    : answer;
}

function seenIn({ row }: OriginAnswer): number {
  return row?.version == null ? missing : row.version - firstVersion;
}
