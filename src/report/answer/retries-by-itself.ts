import type { RunRecord } from '../../record/run-record.js';

/** Whether the client resends unanswered commands and waits as its library does: under every policy but `measured`. */
export function retriesByItself({ scenario }: RunRecord): boolean {
  const { clientPolicy } = (scenario.workload ?? {}) as { readonly clientPolicy?: string };
  return clientPolicy !== undefined && clientPolicy !== 'measured';
}
