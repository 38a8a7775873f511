import { Redis } from 'ioredis';
import { sentinels, serve } from './items.mjs';

// ioredis as it comes: it waits for a reply for ever, also from a primary that died without closing its connections.
await serve(new Redis(sentinels));
