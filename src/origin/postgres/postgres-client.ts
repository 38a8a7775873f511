import pg from 'pg';
import { monotonicMs } from '../../clock/monotonic.js';
import type { OriginAnswer, OriginClient, OriginRow } from '../client.js';
import type { PostgresConnection } from '../connection.js';
import type { SameKeyCounter } from '../same-key-counter.js';
import { type FailedStatement, sentStatement, unsentStatement } from './postgres-outcomes.js';

/** For an answer that is on its way when the server's own timeout passes. */
const answerMarginMs = 500;

/** A client of a PostgreSQL: each request is one prepared statement. */
export function openPostgresClient(
  connection: PostgresConnection,
  connections: number,
  sameKey: SameKeyCounter,
): OriginClient {
  const { view, table, statementTimeoutMs } = connection;
  const pool = new pg.Pool({
    ...loginOf(connection),
    max: connections,
    connectionTimeoutMillis: connection.connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + answerMarginMs,
    idleTimeoutMillis: 0,
  });
  // The pool drops an idle connection that breaks; without a listener, the process would end.
  pool.on('error', () => undefined);
  const statements = {
    read: { name: 'read', text: `SELECT version, value FROM ${view} WHERE key = $1` },
    write: { name: 'write', text: `UPDATE ${table} SET version = $2, value = $3 WHERE key = $1 AND version < $2` },
  } as const;

  const request = async (name: keyof typeof statements, values: readonly unknown[], count: number) => {
    const startMs = monotonicMs();
    let client: pg.PoolClient;
    try {
      client = await pool.connect();
    } catch (error) {
      return failed(unsentStatement(error), monotonicMs() - startMs, count);
    }
    const poolWaitMs = monotonicMs() - startMs;
    const breaks = () => undefined;
    client.on('error', breaks);
    try {
      const { rows } = await client.query<{ version: number; value: string }>({
        ...statements[name],
        values: [...values],
      });
      release(client, breaks, false);
      return answer(rows[0] ?? null, poolWaitMs, count);
    } catch (error) {
      const failure = sentStatement(error);
      release(client, breaks, failure.outcome === 'indeterminate');
      return failed(failure, poolWaitMs, count);
    }
  };

  return {
    async read(key) {
      const count = sameKey.enter(key);
      try {
        return await request('read', [key], count);
      } finally {
        sameKey.leave(key);
      }
    },
    write: (key, version, value) => request('write', [key, version, value], 0),
    [Symbol.asyncDispose]: () => pool.end(),
  };
}

/** The part of a connection that logs in, as pg names it. */
function loginOf({ host, port, database, user, password, tls }: PostgresConnection): pg.ClientConfig {
  return { host, port, database, user, password, ssl: tls, application_name: 'cache-bench' };
}

function release(client: pg.PoolClient, listener: () => void, destroy: boolean): void {
  client.off('error', listener);
  client.release(destroy);
}

function answer(row: OriginRow | null, poolWaitMs: number, sameKey: number): OriginAnswer {
  return { outcome: 'ok', error: null, row, poolWaitMs, sameKey };
}

function failed({ outcome, error }: FailedStatement, poolWaitMs: number, sameKey: number): OriginAnswer {
  return { outcome, error, row: null, poolWaitMs, sameKey };
}
