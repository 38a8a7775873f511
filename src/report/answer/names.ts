import type { RunRecord } from '../../record/run-record.js';

/** The engine's official name; for a target with unknown engine, `The target`. */
export function engineName({ environment, scenario }: RunRecord): string {
  const { engine } = (scenario.topology ?? {}) as { readonly engine?: unknown };
  const name = environment.engines[0]?.engine ?? engine;
  return typeof name === 'string' && name !== '' ? name.charAt(0).toUpperCase() + name.slice(1) : 'The target';
}

/** Whether clients spread keys over independent servers. */
export function isPool({ topology: { nodes } }: RunRecord): boolean {
  return nodes.length > 1 && nodes.every(({ role }) => role === 'server');
}

/** Whether clients distribute a lost server's keys over the others. */
export function redistributes({ scenario }: RunRecord): boolean {
  const { ejectLost } = (scenario.topology ?? {}) as { readonly ejectLost?: unknown };
  return ejectLost === true;
}

/** The driver, and its policy if it has several: `ioredis, policy measured`. */
export function clientName({ scenario }: RunRecord): string {
  const { driver, clientPolicy } = (scenario.workload ?? {}) as Readonly<Record<string, unknown>>;
  const policy = typeof clientPolicy === 'string' ? `, policy ${clientPolicy}` : '';
  return `${typeof driver === 'string' ? driver : 'unknown driver'}${policy}`;
}

export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
