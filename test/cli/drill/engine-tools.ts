import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { serverCommand } from '../../../src/engine/server-command.js';
import { redis } from '../../integration/fixtures/cluster.js';

/** A PATH with the redis-cli of the engine under test, which may have been fetched and then needs its own libraries. */
export async function pathWithRedisCli(): Promise<AsyncDisposable & { readonly path: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'cb-tools-'));
  const cli = redis.path.replace(/redis-server$/, 'redis-cli');
  const { command, parameters, environment } = serverCommand({ ...redis, path: cli }, []);
  const variables = Object.entries(environment).map(([name, value]) => `export ${name}='${value}'`);
  const call = `exec ${[command, ...parameters].join(' ')} "$@"`;
  await writeFile(join(folder, 'redis-cli'), ['#!/bin/sh', ...variables, call, ''].join('\n'));
  await chmod(join(folder, 'redis-cli'), 0o755);
  return {
    path: `${folder}${delimiter}${process.env.PATH}`,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}
