import type { RunRecord } from '../../record/run-record.js';

/** How the servers were secured, to follow the topology: ` with TLS and a password`; empty if they were open. */
export function closedWith({ scenario }: RunRecord): string {
  // Records of older versions lack this.
  const { tls, password } = (scenario.topology ?? {}) as { readonly tls?: boolean; readonly password?: boolean };
  const closed = [...(tls === true ? ['TLS'] : []), ...(password === true ? ['a password'] : [])];
  return closed.length === 0 ? '' : ` with ${closed.join(' and ')}`;
}
