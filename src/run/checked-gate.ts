import { InternalError } from '../errors/errors.js';
import type { Gate } from '../gate/gate.js';
import { parseGate } from '../gate/parse-gate.js';
import { operationKinds } from '../load/operation/registry.js';

/** A gate that was parsed without an error before the run. */
export function checkedGate(expression: string): Gate {
  const parsed = parseGate(expression, operationKinds);
  if ('problem' in parsed) throw new InternalError(`A gate that was valid before the run is not: ${expression}`);
  return parsed.gate;
}
