import Fastify from 'fastify';

/** Serves items that are kept in Redis: PUT /items/KEY stores the body, GET /items/KEY returns it. */
export async function serve(redis) {
  const app = Fastify({ logger: true, disableRequestLogging: true });
  redis.on('error', (error) => app.log.warn(error.message));
  redis.on('ready', () => app.log.info('connected to the primary'));

  app.get('/health', async () => ({ redis: await redis.ping() }));

  app.put('/items/:key', async ({ params, body }, reply) => {
    await redis.set(`item:${params.key}`, body);
    return reply.code(204).send();
  });

  app.get('/items/:key', async ({ params }, reply) => {
    const value = await redis.get(`item:${params.key}`);
    return value === null ? reply.code(404).send() : value;
  });

  await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
}

/** Where the sentinels are, from the environment. */
export const sentinels = {
  name: process.env.REDIS_SENTINEL_NAME,
  sentinels: process.env.REDIS_SENTINELS.split(',').map((address) => {
    const [host, port] = address.split(':');
    return { host, port: Number(port) };
  }),
};
