import type { Redis } from 'ioredis';
import { atMost } from '../clock/wait.js';
import { controlPrefix, placesQueue } from './control-keys.js';
import { farewellTimeoutMs } from './control-times.js';
import type { PlaceOffer } from './messages.js';

/** The library takes 0.2 s of CPU to load, so that only runs with agents load it. */
const bullmq = () => import('bullmq');

/** Long enough that a late agent keeps its job: who is lost is decided by beats. */
const lockDurationMs = 60_000;

/** Offers places to whichever agents are free, each to one of them and once. Disposing it takes back those not taken. */
export async function offerPlaces(connection: Redis, offers: readonly PlaceOffer[]): Promise<AsyncDisposable> {
  const { Queue } = await bullmq();
  const queue = new Queue<PlaceOffer>(placesQueue, { connection, prefix: controlPrefix });
  const jobs = await queue.addBulk(
    offers.map((offer) => ({
      name: 'place',
      data: offer,
      opts: { jobId: jobIdOf(offer), attempts: 1, removeOnComplete: true, removeOnFail: true },
    })),
  );
  return {
    async [Symbol.asyncDispose]() {
      // A job that an agent still holds is locked; it ends with the agent's work.
      await Promise.allSettled(jobs.map((job) => job.remove()));
      await queue.close();
    },
  };
}

/** Takes one place after the other until disposed. `serve` settles when the place is free again, and never rejects. */
export async function takePlaces(
  connection: Redis,
  serve: (offer: PlaceOffer) => Promise<void>,
): Promise<AsyncDisposable> {
  const { Worker } = await bullmq();
  const worker = new Worker<PlaceOffer>(placesQueue, ({ data }) => serve(data), {
    connection,
    prefix: controlPrefix,
    concurrency: 1,
    // A place that an agent dropped must not go to another in the middle of the run.
    maxStalledCount: 0,
    lockDuration: lockDurationMs,
  });
  worker.on('error', () => {});
  return {
    async [Symbol.asyncDispose]() {
      // While the control Redis is away, it waits for it.
      await atMost(worker.close(true), farewellTimeoutMs);
    },
  };
}

function jobIdOf({ run, place }: PlaceOffer): string {
  return `${run}-place-${place}`;
}
