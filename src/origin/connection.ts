/** What a client needs to reach an origin. Plain data: it crosses threads. */
export type OriginConnection = PostgresConnection | HttpConnection;

/** How clients reach a PostgreSQL. */
export interface PostgresConnection {
  readonly protocol: 'sql';
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  readonly tls: boolean;
  /** What is read, and what is written; quoted. */
  readonly view: string;
  readonly table: string;
  readonly connections: number;
  readonly connectTimeoutMs: number;
  readonly statementTimeoutMs: number;
}

/** How clients reach an HTTP origin. `{key}` in a URL is replaced by a key with its prefix. */
export interface HttpConnection {
  readonly protocol: 'rest';
  readonly readUrl: string;
  /** Null: it is only read. */
  readonly writeUrl: string | null;
  readonly keyPrefix: string;
  readonly connections: number;
  readonly connectTimeoutMs: number;
  readonly statementTimeoutMs: number;
}
