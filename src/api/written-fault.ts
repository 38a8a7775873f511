import type { WrittenFault } from '../scenario/read-fault.js';
import { assignments } from './cluster-options.js';
import type { FaultOptions } from './fault-options.js';

/** The fault as `cache-bench fault` would get it. */
export function writtenFault(name: string, { target, recover, after, ...options }: FaultOptions): WrittenFault {
  const set = Object.entries(options).flatMap(([option, value]) => assignments(option, value));
  return { name, target, recover, after, set };
}
