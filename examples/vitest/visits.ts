import { Redis, type RedisOptions } from 'ioredis';

/** With ioredis as it comes, a command whose reply was lost is sent again, although the server may have executed it. */
export function connect(options: RedisOptions): Redis {
  return new Redis(options);
}

/** Each command is sent once. If its reply is lost, it fails, and the caller decides what to do. */
export function connectWithoutRetries(options: RedisOptions): Redis {
  return new Redis({ ...options, autoResendUnfulfilledCommands: false, maxRetriesPerRequest: 0 });
}

/** Counts a visit, and returns the number of visits so far. */
export function countVisit(redis: Redis): Promise<number> {
  return redis.incr('visits');
}
