import { monotonicMs } from '../../clock/monotonic.js';
import { EnvironmentError } from '../../errors/errors.js';
import type { Origin, OriginContext } from '../origin.js';
import { poolLimits } from '../pool-options.js';
import { execute, type Login, withConnection } from '../postgres/sql.js';
import {
  createStatements,
  dropStatements,
  readTimeMs,
  type TableNames,
  tableNames,
  timeStatements,
} from '../postgres/tables.js';
import type { ExistingOptions } from './existing-options.js';

const defaultPort = 5432;

/** Creates the run's table in the user's database. Throws EnvironmentError if it can't, having changed nothing. */
export async function openPostgresOrigin(
  options: ExistingOptions,
  { rows, valueBytes, runTag, environment }: OriginContext,
): Promise<Origin> {
  const login = loginOf(options.url, environment);
  const names = tableNames(`cache_bench_${runTag.toLowerCase().replaceAll(/[^a-z0-9]/g, '_')}`);
  const startMs = monotonicMs();
  try {
    // In one transaction: if a name is taken, CREATE fails, and nothing is left of the rest.
    await execute(login, [
      ...createStatements(names, rows, valueBytes),
      ...timeStatements(names, { readMs: 0, writeMs: 0 }),
    ]);
  } catch (error) {
    throw refused(login, error);
  }
  return await openOrigin(login, names, options, monotonicMs() - startMs).catch(async (error: unknown) => {
    await execute(login, dropStatements(names)).catch(() => undefined);
    throw refused(login, error);
  });
}

async function openOrigin(login: Login, names: TableNames, options: ExistingOptions, readyMs: number): Promise<Origin> {
  const version = await withConnection(login, async (client) => {
    const { rows } = await client.query<{ server_version: string }>('SHOW server_version');
    return rows[0]?.server_version.split(' ')[0] ?? null;
  });
  const { table, view } = names;
  return {
    version,
    readyMs,
    connection: { protocol: 'sql', ...login, table, view, ...poolLimits(options) },
    // Its counters lag behind, and reading them needs rights that the user may not have.
    counts: async () => null,
    isServing: () =>
      withConnection(login, (client) => client.query('SELECT 1')).then(
        () => true,
        () => false,
      ),
    readTimeMs: () => readTimeMs(login, names),
    async [Symbol.asyncDispose]() {
      try {
        await execute(login, dropStatements(names));
      } catch (error) {
        throw new EnvironmentError(
          `The table ${table} of this run could not be removed from ${placeOf(login)}: ${(error as Error).message}. Try: ${dropStatements(names).join('; ')}`,
          { cause: error },
        );
      }
    },
  };
}

function loginOf(text: string, environment: NodeJS.ProcessEnv): Login {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.hostname === '')
    throw new EnvironmentError('origin.url is not a URL such as postgres://USER@HOST:PORT/DATABASE.');
  const user = decodeURIComponent(url.username) || 'postgres';
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(url.port || defaultPort),
    database: decodeURIComponent(url.pathname.slice(1)) || user,
    user,
    password: environment.CACHE_BENCH_ORIGIN_PASSWORD ?? decodeURIComponent(url.password),
    tls: !['', 'disable'].includes(url.searchParams.get('sslmode') ?? ''),
  };
}

function placeOf({ user, host, port, database }: Login): string {
  return `postgres://${user}@${host}:${port}/${database}`;
}

function refused(login: Login, error: unknown): EnvironmentError {
  if (error instanceof EnvironmentError) return error;
  const { message } = error as Error;
  return new EnvironmentError(
    `The origin ${placeOf(login)} can't be used: ${message}. Nothing was changed there. ` +
      'Try: check the URL and the password (CACHE_BENCH_ORIGIN_PASSWORD); the user needs the right to create a table, a view and a function',
    { cause: error },
  );
}
