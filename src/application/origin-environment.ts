import type { OriginConnection } from '../origin/connection.js';

/** The environment variables by which a program finds the database or API behind the cache. */
export function originEnvironment(
  origin: { readonly connection: OriginConnection } | null,
): Readonly<Record<string, string>> {
  if (origin === null) return {};
  const { connection } = origin;
  if (connection.protocol === 'rest') return { ORIGIN_URL: connection.readUrl };
  const { host, port, database, user, password, tls } = connection;
  const login = `${encodeURIComponent(user)}:${encodeURIComponent(password)}`;
  return { DATABASE_URL: `postgres://${login}@${host}:${port}/${database}${tls ? '?sslmode=require' : ''}` };
}
