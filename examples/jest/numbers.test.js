const { setTimeout: delay } = require('node:timers/promises');
const { Redis } = require('ioredis');
const { connect, connectWithoutRetries, nextNumber } = require('./numbers.js');

let cluster;
beforeAll(async () => {
  // cache-bench is an ES module: CommonJS imports it like this, and Jest needs --experimental-vm-modules for it.
  const { startCluster } = await import('cache-bench');
  cluster = await startCluster({ topology: { kind: 'standalone', replicas: 0 } });
}, 60_000);
afterAll(() => cluster?.close());

/** Takes the first number, and loses the reply. Returns what the caller was told, and how many numbers the server has given out. */
async function takeNumberWithoutReply(open) {
  // A client that is disconnected while it reconnects keeps a timer for this long (2 s by default), and Jest waits for it.
  const redis = open({ ...cluster.clients.ioredis(), disconnectTimeout: 100 }).on('error', () => {});
  const [node] = (await cluster.status()).nodes;
  // Past the relay that loses replies.
  const server = new Redis({ host: node.server.host, port: node.server.port });
  try {
    await redis.set('orders', 0);
    await cluster.fault('drop-replies');
    const told = nextNumber(redis).catch((error) => error);
    while ((await server.get('orders')) !== '1') await delay(5);
    await cluster.heal();
    return { told: await told, given: Number(await server.get('orders')) };
  } finally {
    redis.disconnect();
    server.disconnect();
  }
}

// Change `test.failing` to `test` to see the bug: number 1 is given out to nobody.
test.failing('no number is skipped, even if a reply is lost', async () => {
  expect(await takeNumberWithoutReply(connect)).toEqual({ told: 1, given: 1 });
}, 60_000);

test('without retries, no number is skipped, and the caller learns that the reply was lost', async () => {
  const { told, given } = await takeNumberWithoutReply(connectWithoutRetries);
  expect(given).toBe(1);
  expect(told).toBeInstanceOf(Error);
}, 60_000);
