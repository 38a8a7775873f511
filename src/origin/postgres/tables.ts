import { monotonicMs } from '../../clock/monotonic.js';
import { firstVersion } from '../first-version.js';
import type { OriginTimes } from '../origin.js';
import { type Login, withConnection } from './sql.js';

/** The names of what is ours in a database; quoted. Clients read the view and write the table. */
export interface TableNames {
  readonly table: string;
  readonly view: string;
  readonly sleepFunction: string;
  /** Without quotes, for the catalogue. */
  readonly tableName: string;
}

export function tableNames(prefix: string): TableNames {
  const quoted = (name: string) => `"${prefix}_${name}"`;
  return {
    table: quoted('row'),
    view: quoted('item'),
    sleepFunction: quoted('sleep'),
    tableName: `${prefix}_row`,
  };
}

/**
 * Creates the table with its rows. The key is added afterwards, which is faster, and the free space on each page lets
 * updates stay there.
 */
export function createStatements({ table, sleepFunction }: TableNames, rows: number, valueBytes: number) {
  return [
    `CREATE TABLE ${table} (key integer NOT NULL, version integer NOT NULL, value text NOT NULL) WITH (fillfactor = 70)`,
    `INSERT INTO ${table} SELECT key, ${firstVersion}, repeat('x', ${valueBytes}) FROM generate_series(0, ${rows - 1}) AS key`,
    `ALTER TABLE ${table} ADD PRIMARY KEY (key)`,
    `ANALYZE ${table}`,
    `CREATE FUNCTION ${sleepFunction}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(TG_ARGV[0]::float8); RETURN NULL; END $$`,
  ];
}

/**
 * Makes each read and write take this much longer: a real slow query, which holds its connection, and the locks of its row
 * if it writes. Prepared statements of clients stay valid.
 */
export function timeStatements(names: TableNames, { readMs, writeMs }: OriginTimes): readonly string[] {
  const { table, view, sleepFunction } = names;
  const wait = readMs > 0 ? `, pg_sleep(${readMs / 1000})` : '';
  const trigger = `CREATE TRIGGER sleep AFTER UPDATE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION ${sleepFunction}('${writeMs / 1000}')`;
  return [
    `CREATE OR REPLACE VIEW ${view} AS SELECT r.key, r.version, r.value FROM ${table} r${wait}`,
    `DROP TRIGGER IF EXISTS sleep ON ${table}`,
    ...(writeMs > 0 ? [trigger] : []),
  ];
}

/** How long a read takes, on a connection that is open already. The first row needs no index, so the server does not count it. */
export async function readTimeMs(login: Login, { view }: TableNames): Promise<number> {
  return await withConnection(login, async (client) => {
    const startMs = monotonicMs();
    await client.query(`SELECT version, value FROM ${view} LIMIT 1`);
    return monotonicMs() - startMs;
  });
}

/** Removes all of it. */
export function dropStatements({ table, view, sleepFunction }: TableNames): readonly string[] {
  return [`DROP VIEW IF EXISTS ${view}`, `DROP TABLE IF EXISTS ${table}`, `DROP FUNCTION IF EXISTS ${sleepFunction}()`];
}
