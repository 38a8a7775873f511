import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/**
 * Identifies this machine without naming it: two processes have the same identity if a loopback address leads both to the
 * same place. Containers of one machine differ by their host names.
 */
export function hostIdentity(): string {
  return createHash('sha256').update(`${hostname()} ${bootIdentity()}`).digest('hex').slice(0, 16);
}

function bootIdentity(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    // Only Linux has it; elsewhere the host name must do.
    return '';
  }
}
