import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { waitUntil } from '../../clock/wait.js';
import { claimPort } from '../../engine/ports.js';
import { requireEngine } from '../../engine/require-engine.js';
import { createRunFolder } from '../../engine/run-folder.js';
import { anyVersion } from '../../model/engine-request.js';
import type { Origin, OriginContext, OriginCounts, OriginDefinition, OriginTimes } from '../origin.js';
import { originTimes, poolLimits, poolOptions, timeOptions } from '../pool-options.js';
import { PostgresServer } from './postgres-server.js';
import { programFor, serverUser, userFolder } from './server-user.js';
import { execute, type Login, withConnection } from './sql.js';
import { createStatements, readTimeMs, tableNames, timeStatements } from './tables.js';
import { adminRole, createDatabase } from './template.js';

const options = z.strictObject({ ...poolOptions, ...timeOptions });
type Options = z.infer<typeof options>;

const clientRole = 'cache_bench';
/** For control connections, beside those that PostgreSQL reserves for an admin. */
const spareConnections = 10;
const countsLimits = { timeoutMs: 10_000, pollMs: 20 };

/** A private PostgreSQL on this machine: found or fetched, started for this run, and removed with it. */
export const postgres: OriginDefinition = {
  summary: 'A PostgreSQL of this run: found on this machine or fetched without root, with one table.',
  options,
  can: ['kill', 'stop', 'slow', 'limit'],
  async start(given, context) {
    const parsed = options.parse(given);
    const { server, admin } = await launch(parsed, context);
    try {
      const readyMs = await server.start();
      return await PostgresOrigin.create(server, admin, readyMs, parsed, context);
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
  },
};

async function launch({ connections }: Options, context: OriginContext) {
  const { watchdog, environment, onProgress, signal } = context;
  const found = await requireEngine(anyVersion('postgres'), { environment, onProgress, signal });
  const user = serverUser();
  const folder = await createRunFolder(watchdog);
  try {
    const home = await userFolder(folder.path, 'postgres', user);
    const binary = await programFor(user, found, folder.path, environment);
    const password = await createDatabase(home, { binary, user, watchdog, environment, onProgress, signal });
    const port = await claimPort('127.0.0.1', null);
    const { host } = port;
    const admin: Login = { host, port: port.port, database: 'postgres', user: adminRole, password, tls: false };
    const maxConnections = connections + spareConnections;
    return {
      admin,
      server: new PostgresServer({ binary, user, folder, home, port, admin, maxConnections, watchdog, signal }),
    };
  } catch (error) {
    await folder[Symbol.asyncDispose]();
    throw error;
  }
}

class PostgresOrigin implements Origin {
  readonly version: string;
  readonly readyMs: number;
  readonly connection: Origin['connection'];
  #server: PostgresServer;
  #admin: Login;
  #times: OriginTimes;
  #wasKilled = false;

  private constructor(
    server: PostgresServer,
    admin: Login,
    {
      version,
      readyMs,
      connection,
      times,
    }: Pick<Origin, 'readyMs' | 'connection'> & { version: string; times: OriginTimes },
  ) {
    this.#server = server;
    this.#admin = admin;
    this.version = version;
    this.readyMs = readyMs;
    this.connection = connection;
    this.#times = times;
  }

  static async create(
    server: PostgresServer,
    admin: Login,
    readyMs: number,
    parsed: Options,
    { rows, valueBytes }: OriginContext,
  ): Promise<PostgresOrigin> {
    const password = randomBytes(16).toString('hex');
    const times = originTimes(parsed);
    await execute(admin, [
      ...createStatements(names, rows, valueBytes),
      ...timeStatements(names, times),
      `CREATE ROLE ${clientRole} LOGIN PASSWORD '${password}'`,
      // A small table would be read as a whole, and the server counts index scans.
      `ALTER ROLE ${clientRole} SET enable_seqscan = off`,
      `GRANT SELECT, UPDATE ON ${names.table}, ${names.view} TO ${clientRole}`,
      // An application creates tables of its own.
      `GRANT CREATE ON SCHEMA public TO ${clientRole}`,
    ]);
    const version = await withConnection(admin, async (client) => {
      const { rows: found } = await client.query<{ server_version: string }>('SHOW server_version');
      return found[0]?.server_version.split(' ')[0] ?? '';
    });
    const { table, view } = names;
    const login = { ...admin, user: clientRole, password };
    const connection = { protocol: 'sql', ...login, table, view, ...poolLimits(parsed) } as const;
    return new PostgresOrigin(server, admin, { version, readyMs, connection, times });
  }

  async counts(): Promise<OriginCounts | null> {
    // A crash resets the counters.
    if (this.#wasKilled) return null;
    return await withConnection(this.#admin, async (client) => {
      const sessions = async () => {
        const { rows } = await client.query('SELECT 1 FROM pg_stat_activity WHERE usename = $1', [clientRole]);
        return rows.length;
      };
      await waitUntil(async () => (await sessions()) === 0, countsLimits);
      const { rows } = await client.query<{ reads: string; updates: string }>(
        'SELECT idx_scan AS reads, n_tup_upd AS updates FROM pg_stat_user_tables WHERE relname = $1',
        [names.tableName],
      );
      const [{ reads, updates } = { reads: '0', updates: '0' }] = rows;
      // A write finds its row by the index as well.
      return { reads: Number(reads) - Number(updates), updates: Number(updates) };
    });
  }

  async isServing(): Promise<boolean> {
    return await withConnection(this.#admin, (client) => client.query('SELECT 1')).then(
      () => true,
      () => false,
    );
  }

  readTimeMs(): Promise<number> {
    return readTimeMs(this.#admin, names);
  }

  async kill(): Promise<void> {
    this.#wasKilled = true;
    await this.#server.group.kill();
  }

  async restart(): Promise<void> {
    await this.#server.start();
  }

  stop(): Promise<void> {
    return this.#server.group.stop();
  }

  isStopped(): Promise<boolean> {
    return this.#server.group.isStopped();
  }

  async continue(): Promise<void> {
    this.#server.group.continue();
  }

  slow(times: OriginTimes | null): Promise<void> {
    return execute(this.#admin, timeStatements(names, times ?? this.#times));
  }

  /** Ends the connections beyond the limit, the newest first. */
  async limit(most: number | null): Promise<void> {
    await execute(this.#admin, [
      `ALTER ROLE ${clientRole} CONNECTION LIMIT ${most ?? -1}`,
      ...(most === null ? [] : [endConnections(most)]),
    ]);
  }

  async isWithin(most: number): Promise<boolean> {
    return await withConnection(this.#admin, async (client) => {
      const { rows } = await client.query<{ limit: number; sessions: string }>(
        `SELECT rolconnlimit AS "limit", (SELECT count(*) FROM pg_stat_activity WHERE usename = rolname) AS sessions
         FROM pg_roles WHERE rolname = $1`,
        [clientRole],
      );
      const [{ limit, sessions } = { limit: -1, sessions: '0' }] = rows;
      return limit >= 0 && limit <= most && Number(sessions) <= most;
    });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#server[Symbol.asyncDispose]();
  }
}

const names = tableNames('cache_bench');

function endConnections(most: number): string {
  return `SELECT pg_terminate_backend(pid) FROM (SELECT pid FROM pg_stat_activity WHERE usename = '${clientRole}' ORDER BY backend_start OFFSET ${most}) AS surplus`;
}
