import { UsageError } from '../errors/errors.js';
import type { AddressMap } from '../model/address-map.js';
import { redactUrl } from '../model/redact-url.js';
import { parseTargetUrl } from '../model/target-url.js';
import { findDeployment } from '../topology/external/find-deployment.js';
import type { Survey, SurveyOptions } from './survey.js';
import { surveyMemcached } from './survey-memcached.js';
import { surveyRedis } from './survey-redis.js';

/**
 * Surveys the deployment that a target's URL names. Sends only permitted commands. `password` is used if the URL has none.
 * Throws UsageError for an invalid URL, EnvironmentError if the deployment can't be read, and InterruptedError.
 */
export async function surveyDeployment(
  target: string,
  access: { readonly password: string | null; readonly addressMap: AddressMap },
  options: SurveyOptions,
): Promise<Survey> {
  const named = parseTargetUrl(target);
  if (named.expected !== undefined) {
    const hint = named.suggestion === undefined ? '' : ` Did you mean "${named.suggestion}"?`;
    throw new UsageError(`The URL can't be used: expected ${named.expected}.${hint} Nothing was contacted.`);
  }
  const url = redactUrl(target);
  const deployment = await findDeployment(url, named.value, access);
  if (deployment.kind === 'service')
    throw new UsageError(
      `${url} is an application: its load can't be read from outside. Name its cache, such as redis://host:6379.`,
    );
  return deployment.kind === 'pool'
    ? surveyMemcached(url, deployment.endpoints, options)
    : surveyRedis(url, deployment, options);
}
