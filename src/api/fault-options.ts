import type { Recovery } from '../model/scenario.js';

// Apart from what uses it, because the package contains the declarations of every file that its types refer to.
/** A fault's target, what happens afterwards, and the fault's own options, as in a scenario file. */
export interface FaultOptions {
  /** `primary`, `replica`, ..., a node such as `n2`, a zone such as `az-1`. */
  readonly target?: string;
  /** What happens to a dead target. Default: `none`. */
  readonly recover?: Recovery;
  /** From the strike to the recovery, or to the healing of a fault that leaves its target alive: `3s`, `500ms`. */
  readonly after?: string;
  /** Any other option of the fault. */
  readonly [option: string]: unknown;
}
