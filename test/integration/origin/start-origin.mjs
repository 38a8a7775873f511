// Starts the PostgreSQL origin of what was built into dist, reports how that went on stdout, and waits to be killed.
// With the argument `stopped`, the origin is stopped (SIGSTOP) before that.
import { startWatchdog } from '../../../dist/engine/watchdog.js';
import { openOriginClient } from '../../../dist/origin/open-client.js';
import { origins } from '../../../dist/origin/registry.js';
import { SameKeyCounter, sharedCounts } from '../../../dist/origin/same-key-counter.js';

const watchdog = await startWatchdog();
const context = {
  rows: 10,
  valueBytes: 10,
  runTag: 'test',
  watchdog,
  environment: process.env,
  onProgress: () => {},
  signal: new AbortController().signal,
};
try {
  const origin = await origins.postgres.start({}, context);
  const client = openOriginClient(origin.connection, 2, new SameKeyCounter(sharedCounts(10)));
  const { row } = await client.read(1);
  if (process.argv[2] === 'stopped') await origin.stop();
  console.log(JSON.stringify({ row, port: origin.connection.port, error: null }));
  setInterval(() => {}, 1000);
} catch (error) {
  await watchdog[Symbol.asyncDispose]();
  console.log(JSON.stringify({ row: null, port: null, error: error.message }));
}
