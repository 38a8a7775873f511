/** What an error of PostgreSQL or its client proves about a statement, which is always a transaction of its own. */
export interface FailedStatement {
  readonly outcome: 'fail' | 'indeterminate';
  readonly error: string;
}

/**
 * SQLSTATEs after which the statement may have been committed: the server ended while it was executed, or before it
 * answered. Any other one is an answer: the server has rolled the statement back. Source: PostgreSQL, appendix A.
 */
const indeterminateStates: Readonly<Record<string, string>> = {
  '57P01': 'adminShutdown',
  '57P02': 'crashShutdown',
  '57P05': 'idleTimeout',
  '08007': 'transactionUnknown',
};

const knownStates: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connectionRefused',
  '28P01': 'wrongPassword',
  '40001': 'serializationFailure',
  '40P01': 'deadlock',
  '53100': 'diskFull',
  '53300': 'tooManyConnections',
  '55P03': 'lockNotAvailable',
  '57014': 'statementTimeout',
  '57P03': 'starting',
};

/** The outcome of a statement that got no connection: it was never sent. */
export function unsentStatement(error: unknown): FailedStatement {
  const { code, message } = partsOf(error);
  // pg-pool 3: a full pool, and a server that does not accept connections.
  if (/^timeout exceeded|connection timeout$/.test(message)) return { outcome: 'fail', error: 'poolTimeout' };
  return { outcome: 'fail', error: code === undefined ? 'connectFailed' : (nameOf(code) ?? code) };
}

/** What the error of a statement that was sent proves. An error without a SQLSTATE is the end of its connection. */
export function sentStatement(error: unknown): FailedStatement {
  const { code, message } = partsOf(error);
  // pg 8: the server has not answered in time.
  if (message === 'Query read timeout') return { outcome: 'indeterminate', error: 'timeout' };
  if (code === undefined || !isState(code)) return { outcome: 'indeterminate', error: 'connectionLost' };
  const unsettled = indeterminateStates[code];
  if (unsettled !== undefined) return { outcome: 'indeterminate', error: unsettled };
  return { outcome: 'fail', error: nameOf(code) ?? code };
}

function nameOf(code: string): string | undefined {
  return knownStates[code] ?? indeterminateStates[code];
}

/** Five digits and capitals, unlike `EPIPE` and the like. Source: SQL standard; all classes of PostgreSQL have a digit. */
function isState(code: string): boolean {
  return /^(?=.*\d)[0-9A-Z]{5}$/.test(code);
}

function partsOf(error: unknown): { readonly code: string | undefined; readonly message: string } {
  if (!(error instanceof Error)) return { code: undefined, message: String(error) };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return { code, message: error.message };
}
