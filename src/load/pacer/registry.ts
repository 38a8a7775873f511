import { closed } from './closed.js';
import { constant } from './constant.js';
import type { Pacer, PacerDefinition, PacerShare } from './pacer.js';

/** Every pacer, under its name. */
const pacers = {
  constant,
  closed,
} as const satisfies Record<string, PacerDefinition>;

/** The pacer that a workload's rate asks for. */
export function pacerFor(share: PacerShare): Pacer {
  return pacers[share.ratePerSecond === null ? 'closed' : 'constant'].create(share);
}
