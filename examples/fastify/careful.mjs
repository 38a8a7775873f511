import { Redis } from 'ioredis';
import { sentinels, serve } from './items.mjs';

const redis = new Redis({
  ...sentinels,
  // Follows the sentinels instead of waiting for a dead primary.
  failoverDetector: true,
  socketTimeout: 500,
  connectTimeout: 500,
  sentinelCommandTimeout: 500,
  // Also settles commands that were sent when their connection was lost (ioredis 6.0.0 would leave them waiting).
  commandTimeout: 500,
  // A request fails soon, instead of piling up in memory.
  maxRetriesPerRequest: 1,
  enableOfflineQueue: false,
  // A command is sent once: a second copy could overwrite a newer value.
  autoResendUnfulfilledCommands: false,
  retryStrategy: () => 50,
  sentinelRetryStrategy: () => 50,
});
// A switch of the primary that the failover detector sees while the client is connecting ends the client (ioredis 6.0.0).
redis.on('end', () => setTimeout(() => redis.connect().catch(() => {}), 50));
await serve(redis);
