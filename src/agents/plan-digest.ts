import { createHash } from 'node:crypto';
import type { RemotePlan } from './messages.js';

/** A digest of plans, by which the coordinator knows that an agent works on what it was sent. */
export function planDigest(plans: readonly RemotePlan[]): string {
  return createHash('sha256').update(JSON.stringify(plans)).digest('hex');
}
