import { UsageError } from '../errors/errors.js';
import { targetPasswordVariable } from '../model/target-password.js';
import { parseTargetUrl } from '../model/target-url.js';
import type { Scenario } from '../scenario/scenario.js';

/**
 * The password of a target from the environment: from the variable named by `--password-env`, otherwise the default one.
 * Null: none. Throws UsageError if the flag doesn't apply or its variable is empty.
 */
export function targetPasswordOf(
  variable: string | undefined,
  { topology }: Pick<Scenario, 'topology'>,
  environment: NodeJS.ProcessEnv,
): string | null {
  const target = 'target' in topology ? topology.target : null;
  if (variable !== undefined && target === null)
    throw new UsageError(
      '--password-env is for a deployment that is already running, and this scenario launches its own servers. ' +
        'Add --target URL, or set topology.password=true for a random password. Nothing was started.',
    );
  return passwordFor(target ?? '', variable, environment);
}

/** The same for the URL of a target. */
export function passwordFor(
  target: string,
  variable: string | undefined,
  environment: NodeJS.ProcessEnv,
): string | null {
  if (variable === undefined) return environment[targetPasswordVariable] || null;
  if (parseTargetUrl(target).value?.access.password)
    throw new UsageError('--password-env and the URL both have a password. Give it once. Nothing was started.');
  const password = environment[variable];
  if (!password)
    throw new UsageError(
      // Something that is not a valid name may be the password itself.
      `--password-env: the environment variable ${/^[A-Z_][A-Z0-9_]*$/.test(variable) ? variable : 'it names'} is not set or empty. Give the name of the variable that holds the password. Nothing was started.`,
    );
  return password;
}
