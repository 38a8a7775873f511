import { traitsOf } from '../model/client-view.js';
import type { WorkerPlan } from './load-plan.js';

type Connecting = Pick<WorkerPlan, 'view' | 'protocol' | 'connectTimeoutMs' | 'workerCount'>;

/** What to change when the load could not connect for this reason. */
export function connectAdvice(reason: string, plan: Connecting): string {
  if (/\bE[MN]FILE\b/.test(reason)) return moreFiles;
  if (/max number of clients reached|Too many open connections/i.test(reason)) return fewerConnections;
  if (/it replied to "mn" with/.test(reason)) return textProtocol;
  if (hungUp.test(reason)) {
    // Some proxies hang up on a request they don't know.
    const protocol = plan.protocol ?? traitsOf(plan.view).family.protocols[0];
    return `${protocol === 'meta' ? `${textProtocol}; or ` : ''}${fewerConnections}; or cache-bench doctor`;
  }
  return `${moreTime(reason, plan)}cache-bench doctor`;
}

/** Of ioredis, which prepends its own sentence to the socket error that says more, of node-redis, and of our own client. */
const hungUp =
  /^Connection is closed\.?$|Socket closed unexpectedly|closed the connection|the reply is invalid|ECONNRESET|EPIPE/;

const fewerConnections =
  'fewer connections (--connections), or a higher connection limit of the server (maxclients, or -c of memcached)';
const moreFiles = 'a higher limit of open files (ulimit -n), or fewer connections (--connections)';
const textProtocol =
  '--set workload.protocol=text, for servers and proxies without meta commands, such as memcached before 1.6';

/** Empty when the connection was refused. */
function moreTime(reason: string, { connectTimeoutMs, workerCount }: Connecting): string {
  if (!/\bwithin\b|timed? ?out/i.test(reason)) return '';
  const threads = workerCount > 1 ? `, fewer threads (--threads, now ${workerCount})` : '';
  return `a longer workload.connectTimeout (now ${connectTimeoutMs} ms)${threads}, or `;
}
