import type pg from 'pg';

/** How to log in to a PostgreSQL. */
export interface Login {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  readonly tls: boolean;
}

const answerTimeoutMs = 10_000;

/** Passes a connection to `use`, and closes it afterwards. Rejects with the server's error. */
export async function withConnection<T>(login: Login, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const { tls, ...rest } = login;
  // Runs without an origin do not load it.
  const { default: postgres } = await import('pg');
  const client = new postgres.Client({
    ...rest,
    ssl: tls,
    application_name: 'cache-bench control',
    connectionTimeoutMillis: answerTimeoutMs,
    query_timeout: answerTimeoutMs,
  });
  // A connection that breaks between two requests must not end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Executes statements in one transaction. */
export async function execute(login: Login, statements: readonly string[]): Promise<void> {
  await withConnection(login, async (client) => {
    await client.query('BEGIN');
    for (const statement of statements) await client.query(statement);
    await client.query('COMMIT');
  });
}

/** Whether a server that is starting serves already. Rejects if it refuses for another reason. */
export async function canConnect(login: Login): Promise<boolean> {
  try {
    await withConnection(login, (client) => client.query('SELECT 1'));
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ECONNREFUSED' || code === 'ECONNRESET' || code === '57P03') return false;
    throw error;
  }
}
